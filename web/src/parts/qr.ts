import {generate} from 'lean-qr';
import {html, svg, type TemplateResult} from 'lit';

const quiet = 4; // modules of white around it, as readers need

/** A QR code, drawn here: nothing is asked of anybody. Black on white in both themes, because cameras want that. */
export function qr(text: string, label: string): TemplateResult {
  const code = generate(text);
  const side = code.size + 2 * quiet;
  let path = '';
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) path += `M${x + quiet} ${y + quiet}h1v1h-1z`;
  }
  return html`<svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-label=${label} shape-rendering="crispEdges">${svg`<rect width=${side} height=${side} fill="#fff"/><path d=${path} fill="#000"/>`}</svg>`;
}
