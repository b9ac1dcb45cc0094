// How the page asks the program. Every failure of the program arrives as a Fault.

export interface FaultData {
  code: string;
  message: string;
  cure: string;
  file?: string;
  line?: number;
  column?: number;
}

export class Fault extends Error {
  constructor(
    readonly status: number,
    readonly data: FaultData,
  ) {
    super(data.message);
  }
}

async function answer<T>(response: Response): Promise<T> {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body as T;
  throw new Fault(response.status, body.error ?? { code: "", message: response.statusText, cure: "" });
}

export async function get<T>(path: string): Promise<T> {
  return answer<T>(await fetch(path));
}

export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  return answer<T>(
    await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Crucible": "1" },
      body: JSON.stringify(body),
    }),
  );
}

/** Sends a file into the folder's uploads; the path by which a study names it. */
export async function upload(file: File): Promise<{ path: string }> {
  return answer<{ path: string }>(
    await fetch(`api/uploads?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-Crucible": "1" },
      body: file,
    }),
  );
}
