/** What docs/findings.md says of one code, as a page of its own. */
import * as vscode from 'vscode';
import { isCode } from '../engine/codes';

const SCHEME = 'vmemmap-finding';

/** False where there is no such finding. */
export async function showFinding(code: string): Promise<boolean> {
  if (!isCode(code)) return false;
  const page = vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md` });
  await vscode.commands.executeCommand('markdown.showPreview', page);
  return true;
}

/** Reads the page that comes with the extension, once a section of it is wanted. */
export const registerFindingPages = (extension: vscode.Uri): vscode.Disposable =>
  vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    async provideTextDocumentContent({ path }) {
      const code = path.slice(1, -'.md'.length);
      // A link can name any page of this scheme, and what is answered is shown as Markdown.
      if (!isCode(code)) return '';
      const file = vscode.Uri.joinPath(extension, 'docs', 'findings.md');
      const page = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      return sectionOf(page, code);
    },
  });

/** The section, with its heading as the title of the page. */
function sectionOf(page: string, code: string): string {
  const start = page.indexOf(`\n### ${code}\n`);
  if (start < 0) return '';
  const end = page.slice(start + 5).search(/\n##/);
  const section = end < 0 ? page.slice(start) : page.slice(start, start + 5 + end);
  return section.replace('\n### ', '# ').trimEnd();
}
