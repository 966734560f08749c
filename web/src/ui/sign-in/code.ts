/**
 * The code in what was typed or pasted: the code itself with any spaces, dashes and case, or the whole link that
 * carries it in its fragment (`…#code=…`). Empty when there is none.
 */
export function codeOf(text: string): string {
  const inLink = /#(?:.*&)?code=([^&\s]+)/.exec(text)?.[1];
  return (inLink ?? text).replace(/[^A-Za-z0-9]/g, '').toUpperCase();
}
