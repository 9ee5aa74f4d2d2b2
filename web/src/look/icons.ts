import {html, svg, type TemplateResult} from 'lit';

// Drawn for this app on a grid of 24; none is a trademark of anybody; those of the providers are schemas/icons/.
const shapes = {
  inbox: svg`<path d="M4 5h16v11H9l-5 4z"/>`,
  number: svg`<rect x="7" y="2.5" width="10" height="19" rx="2"/><path d="M11 18.5h2"/>`,
  coex: svg`<path d="M13.5 8V4A2 2 0 0 0 11.5 2H5A2 2 0 0 0 3 4v15a2 2 0 0 0 2 2h1.5"/><path d="M7.25 5h2"/><path d="M12.25 21h6.5a3.25 3.25 0 0 0 .55-6.45 4.25 4.25 0 0 0-8.1-.95A3.75 3.75 0 0 0 12.25 21z"/>`,
  meta: svg`<path d="M7 19h10.25a4.75 4.75 0 0 0 .8-9.43 6.25 6.25 0 0 0-11.9-1.4A5.45 5.45 0 0 0 7 19z"/><circle cx="12" cy="13.5" r="1.75" fill="currentColor" stroke="none"/>`,
  meow: svg`<rect x="3" y="3" width="7" height="7" rx="1"/><rect x="14" y="3" width="7" height="7" rx="1"/><rect x="3" y="14" width="7" height="7" rx="1"/><path fill="currentColor" stroke="none" d="M5.5 5.5h2v2h-2zM16.5 5.5h2v2h-2zM5.5 16.5h2v2h-2zM13.25 13.25h3v3h-3zM18.75 13.25h3v3h-3zM16.25 16.25h2.5v2.5h-2.5zM13.25 18.75h3v3h-3zM18.75 18.75h3v3h-3z"/>`,
  guide: svg`<path d="M4 5c3-1.500 5-1.500 8 0 3-1.500 5-1.500 8 0v14c-3-1.500-5-1.500-8 0-3-1.500-5-1.500-8 0zM12 5v14"/>`,
  admin: svg`<path d="M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z"/><path d="M9 12l2 2 4-4"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5l3 2"/>`,
  tick: svg`<path d="M5 13l4 4L19 7"/>`,
  ticks: svg`<path d="M2 13l4 4L15 7M11 16l1 1L22 7"/>`,
  alert: svg`<path d="M12 3.500L22 20H2z"/><path d="M12 10v4M12 17v.1"/>`,
  unknown: svg`<circle cx="12" cy="12" r="8.500"/><path d="M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.400-1 .800-1 1.700M12 17v.1"/>`,
  back: svg`<path d="M15 5l-7 7 7 7"/>`,
  add: svg`<path d="M12 5v14M5 12h14"/>`,
  file: svg`<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>`,
  turning: svg`<path d="M12 3a9 9 0 1 0 9 9"/>`,
  circle: svg`<circle cx="12" cy="12" r="8.500"/>`,
  bell: svg`<path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4"/>`,
  silent: svg`<path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4M3 3l18 18"/>`,
  cross: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
} as const;

export type Shape = keyof typeof shapes;

/** A drawing beside words: screen readers pass over it. One that leads back turns round where people read from the right. */
export function icon(shape: Shape, more = ''): TemplateResult {
  return html`<svg class="icon ${more}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shapes[shape]}</svg>`;
}
