/** What a reader of a PDF finds in it, as pdf.js reads it. */
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';

interface TreeNode {
  readonly role?: string;
  readonly alt?: string;
  readonly children?: readonly TreeNode[];
}
export interface ReadPage {
  readonly text: string;
  readonly size: readonly [number, number];
  /** Lines of text, by how far they are from the lower edge of the page. */
  readonly heights: readonly number[];
  /** Roles of its structure, as often as they occur. */
  readonly roles: readonly string[];
  readonly alts: readonly string[];
}

const nodesOf = (node: TreeNode): readonly TreeNode[] => [node, ...(node.children ?? []).flatMap(nodesOf)];

export const readPdf = async (content: Buffer) => {
  const loading = getDocument({ data: new Uint8Array(content), verbosity: VerbosityLevel.ERRORS, useSystemFonts: false });
  const file = await loading.promise;
  const pages: ReadPage[] = [];
  for (let number = 1; number <= file.numPages; number += 1) {
    const page = await file.getPage(number);
    const { items } = await page.getTextContent();
    const shown = items.filter((item) => 'str' in item).filter(({ str }) => str.trim() !== '');
    const nodes = nodesOf((await page.getStructTree()) as TreeNode);
    pages.push({
      text: shown.map(({ str }) => str).join(' '),
      size: [page.view[2], page.view[3]],
      heights: shown.map(({ transform }) => transform[5] as number),
      roles: nodes.map(({ role }) => role ?? ''),
      alts: nodes.map(({ alt }) => alt).filter((alt) => alt !== undefined),
    });
  }
  const outline = ((await file.getOutline()) ?? []).map(({ title }) => title);
  const { info } = (await file.getMetadata()) as unknown as { info: Record<string, unknown> };
  const marked = (await file.getMarkInfo()) as { readonly Marked?: boolean } | null;
  await loading.destroy();
  return { pages, outline, info, marked: marked?.Marked === true };
};
