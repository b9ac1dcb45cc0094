// What the frame of the page takes of the synthesis explorer.
import "./explorer.css";
import "./tree.css";

export { ExplorerPage as Explorer } from "./explorer_page";
export { WorkbooksPage as Workbooks } from "./workbooks_page";
