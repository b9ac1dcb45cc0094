"""Jobs of crucible-md for the tests: small, quick, of our own making."""
import json
import os
import pathlib
import random
import subprocess

ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "OMPI_ALLOW_RUN_AS_ROOT": "1",
               "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_mpi_yield_when_idle": "1"}  # ranks share a busy machine here
POTENTIAL = pathlib.Path("/usr/share/lammps/potentials/CuZr_mm.eam.fs")
LENNARD_JONES = {"use": "lennard-jones", "cutoff": "8 angstrom", "end": "shifted-force",
                 "pairs": [{"pair": "Ar-Ar", "epsilon": "0.010323 eV", "sigma": "3.405 angstrom"}]}
EAM = {"use": "eam", "file": "CuZr_mm.eam.fs"}


def fcc(cubes, edge, elements, seed=1):
    """extxyz text of cubes^3 fcc cells, elements at random."""
    pick = random.Random(seed)
    lines = []
    for i in range(cubes**3):
        corner = (i % cubes, i // cubes % cubes, i // cubes**2)
        for site in ((0, 0, 0), (.5, .5, 0), (.5, 0, .5), (0, .5, .5)):
            place = " ".join(str((c + s) * edge) for c, s in zip(corner, site))
            lines.append(f"{pick.choice(elements)} {place}")
    box = cubes * edge
    return (f'{len(lines)}\nLattice="{box} 0 0 0 {box} 0 0 0 {box}" Properties=species:S:1:pos:R:3\n'
            + "\n".join(lines) + "\n")


def dynamics(ensemble, steps, temperature="300 K", **more):
    return {"dynamics": {"ensemble": ensemble, "steps": steps, "temperature": temperature, **more}}


def write(place, start, potential, stages, **more):
    """Writes job.json and start.extxyz into a new directory; the path of the job."""
    place = pathlib.Path(place)
    place.mkdir(parents=True, exist_ok=True)
    (place / "start.extxyz").write_text(start)
    job = {"crucible_md": 1, "start": "start.extxyz", "potential": potential, "stages": stages, **more}
    (place / "job.json").write_text(json.dumps(job))
    return place / "job.json"


def glass(place, steps=600, **more):
    """A small Cu-Zr melt that is cooled, with everything that a job can write."""
    settings = {"velocity_temperature": "1500 K", "sample_every": 20, "frame_every": 50, "checkpoint_every": 60,
                **more}
    return write(place, fcc(4, 4.0, ["Cu", "Cu", "Zr"]), EAM,
                 [dynamics("npt", steps // 2, "1500 K"), dynamics("npt", steps // 2, ["1500 K", "300 K"]),
                  {"minimise": {"force_tolerance": "1e-3 eV/angstrom"}}], **settings)


def run(program, job, directory, ranks=1, **options):
    """Runs the job to its end; the finished process."""
    command = [program, str(job), str(directory)]
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "--bind-to", "none", "-np", str(ranks), *command]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, env=ENVIRONMENT, **options)


def results(directory):
    """Name -> bytes of everything that a job promises to be the same every time."""
    directory = pathlib.Path(directory)
    names = ["series.csv", "frames.extxyz", "result.json", *sorted(f"ends/{p.name}" for p in directory.glob("ends/*"))]
    return {name: (directory / name).read_bytes() for name in names}


def series(directory):
    """Columns of series.csv by name, without units."""
    lines = (pathlib.Path(directory) / "series.csv").read_text().splitlines()
    names = [name.split(" (")[0] for name in lines[0].split(",")]
    rows = [[float(x) for x in line.split(",")] for line in lines[1:]]
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}
