// Places of the page, written behind the address's #.

export type Route =
  | { page: "runs" }
  | { page: "run"; id: string }
  | { page: "new"; what: string }
  | { page: "workbooks" }
  | { page: "workbook"; id: string }
  | { page: "unknown"; path: string };

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#\/?/, "");
  const [first = "", ...rest] = path.split("/");
  const behind = decoded(rest.join("/"));
  switch (first) {
    case "":
      return { page: "runs" };
    case "runs":
      return behind === "" ? { page: "runs" } : { page: "run", id: behind };
    case "new":
      return { page: "new", what: behind };
    case "workbooks":
      return behind === "" ? { page: "workbooks" } : { page: "workbook", id: behind };
    default:
      return { page: "unknown", path };
  }
}

export function runAddress(id: string): string {
  return "#/runs/" + encodeURIComponent(id);
}

export function newAddress(what: string): string {
  return what === "" ? "#/new" : "#/new/" + encodeURIComponent(what);
}
