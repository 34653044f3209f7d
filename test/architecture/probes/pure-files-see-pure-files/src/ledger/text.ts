/** Kernel. */
export const trimmed = (text: string): string => text.trim();
