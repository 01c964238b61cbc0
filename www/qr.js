// @ts-check
// QR codes, drawn here as SVG: what they hold is a secret and goes to no other server. The encoder is loaded when needed.
const ENCODER = "/vendor/lean-qr/index.mjs";
const SVG = "http://www.w3.org/2000/svg";
/** The margin that the standard asks for, in modules. */
const MARGIN = 4;

/** @typedef {{ size: number, get(x: number, y: number): boolean }} Bitmap */

/**
 * @param {string} text
 * @param {string} label What a person who cannot see it should know.
 */
export async function qrCode(text, label) {
  /** @type {{ generate(text: string): Bitmap }} */
  const { generate } = await import(ENCODER);
  const bitmap = generate(text);
  const width = bitmap.size + 2 * MARGIN;
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const attributes = { class: "qr", viewBox: `0 0 ${width} ${width}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  path.setAttribute("d", outline(bitmap));
  svg.append(path);
  return svg;
}

/** Every run of dark modules in a row as one bar. @param {Bitmap} bitmap */
function outline(bitmap) {
  const bars = [];
  for (let y = 0; y < bitmap.size; y += 1) {
    for (let x = 0; x < bitmap.size; x += 1) {
      const start = x;
      while (x < bitmap.size && bitmap.get(x, y)) x += 1;
      if (x > start) bars.push(`M${start + MARGIN} ${y + MARGIN}h${x - start}v1h-${x - start}z`);
    }
  }
  return bars.join("");
}
