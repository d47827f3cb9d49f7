/** The basic alphabet of SMS (3GPP TS 23.038, 6.2.1): one septet a character. */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Its extension (6.2.1.1): two septets a character. */
const EXTENDED = new Set("\f^{}\\[~]|€");

/**
 * How many parts a text takes as SMS: 160 septets fit into one and 153 into each of several; a single character outside
 * the alphabet makes the whole text UTF-16, of which 70 units fit into one and 67 into each of several.
 */
export function smsParts(text: string): number {
  const characters = [...text];
  const basic = characters.every((character) => BASIC.has(character) || EXTENDED.has(character));
  if (!basic) return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  const septets = characters.reduce((sum, character) => sum + (EXTENDED.has(character) ? 2 : 1), 0);
  return septets <= 160 ? 1 : Math.ceil(septets / 153);
}
