import {css} from 'lit';

/** Colours and sizes, once for the whole app: on the outermost element, from which every screen inherits them. */
export const tokens = css`
  :host {
    color-scheme: light;
    --ground: #f4f4f1;
    --surface: #ffffff;
    --raised: #ffffff;
    --line: #d4d4ce;
    --strong-line: #85857e;
    --text: #1c1c1a;
    --muted: #5b5b55;
    --accent: #0b6b58;
    --on-accent: #ffffff;
    --soft: #e2efeb;
    --in: #ffffff;
    --out: #dcefe7;
    --phone: #e7e6f5;
    --warn: #7a4b00;
    --warn-soft: #fbeed6;
    --bad: #a4161a;
    --bad-soft: #fbe4e3;
    --good: #1d6b32;
    --series-customer: #0b6b58;
    --series-business_app: #6558c4;
    --series-api: #b25a00;
    --series-other_app: #a4161a;
    --series-imported: #85857e;
    --radius: 0.6rem;
  }
  :host([theme='dark']) {
    color-scheme: dark;
    --ground: #141513;
    --surface: #1e1f1d;
    --raised: #282926;
    --line: #3b3c38;
    --strong-line: #8d8e86;
    --text: #eeeee9;
    --muted: #b0b0a8;
    --accent: #5fcfb2;
    --on-accent: #06231c;
    --soft: #1d3a33;
    --in: #282926;
    --out: #1d3f35;
    --phone: #312f4c;
    --warn: #f3c173;
    --warn-soft: #3d2f14;
    --bad: #ffaaa3;
    --bad-soft: #45201f;
    --good: #8fd8a0;
    --series-customer: #5fcfb2;
    --series-business_app: #a69cf0;
    --series-api: #f0a24c;
    --series-other_app: #ff8d85;
    --series-imported: #8d8e86;
  }
`;

/** What every part of the app looks like. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3 {
    line-height: 1.25;
    margin: 0;
    overflow-wrap: anywhere;
  }
  h1 {
    font-size: 1.35rem;
  }
  h2 {
    font-size: 1.1rem;
  }
  h3 {
    font-size: 1rem;
  }
  p {
    margin: 0.4rem 0;
  }
  ul,
  ol {
    margin: 0.4rem 0;
    padding-inline-start: 1.4rem;
  }
  a {
    color: var(--accent);
  }
  .muted {
    color: var(--muted);
  }
  .small {
    font-size: 0.875rem;
  }
  button,
  .button {
    align-items: center;
    background: var(--surface);
    border: 1px solid var(--strong-line);
    border-radius: var(--radius);
    color: var(--text);
    cursor: pointer;
    display: inline-flex;
    font: inherit;
    gap: 0.4rem;
    justify-content: center;
    min-block-size: 2.5rem;
    padding: 0.35rem 0.9rem;
    text-align: center;
    text-decoration: none;
  }
  button:hover:not(:disabled),
  .button:hover {
    border-color: var(--text);
  }
  button.main,
  .button.main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  button.danger {
    border-color: var(--bad);
    color: var(--bad);
  }
  button.plain {
    background: none;
    border-color: transparent;
    color: var(--accent);
    padding-inline: 0.5rem;
  }
  button:disabled {
    color: var(--muted);
    background: var(--ground);
    border-color: var(--line);
    cursor: not-allowed;
    font-weight: 400;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  input,
  select,
  textarea {
    background: var(--surface);
    border: 1px solid var(--strong-line);
    border-radius: var(--radius);
    color: var(--text);
    font: inherit;
    inline-size: 100%;
    min-block-size: 2.5rem;
    padding: 0.4rem 0.7rem;
  }
  input[type='checkbox'],
  input[type='radio'] {
    accent-color: var(--accent);
    flex: none;
    inline-size: 1.25rem;
    min-block-size: 1.25rem;
    margin: 0.15rem 0 0;
  }
  label.choice {
    align-items: flex-start;
    cursor: pointer;
    display: flex;
    gap: 0.7rem;
    padding: 0.6rem 0;
  }
  .field {
    display: block;
    margin-block: 0.8rem;
  }
  .field > span {
    display: block;
    font-weight: 600;
    margin-block-end: 0.2rem;
  }
  .card {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    margin-block: 0.75rem;
    padding: 1rem;
  }
  .row {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .spread {
    justify-content: space-between;
  }
  .note {
    background: var(--soft);
    border-inline-start: 4px solid var(--accent);
    border-radius: 0.3rem;
    margin-block: 0.75rem;
    padding: 0.6rem 0.9rem;
  }
  .note.warn {
    background: var(--warn-soft);
    border-color: var(--warn);
  }
  .note.bad {
    background: var(--bad-soft);
    border-color: var(--bad);
  }
  .note p:first-child {
    margin-block-start: 0;
  }
  .note p:last-child {
    margin-block-end: 0;
  }
  .pill {
    border: 1px solid currentColor;
    border-radius: 1rem;
    display: inline-block;
    font-size: 0.8125rem;
    padding: 0.05rem 0.6rem;
    white-space: nowrap;
  }
  .pill.good {
    color: var(--good);
  }
  .pill.warn {
    color: var(--warn);
  }
  .pill.bad {
    color: var(--bad);
  }
  .page {
    margin-inline: auto;
    max-inline-size: 56rem;
    padding: 1rem;
  }
  table {
    border-collapse: collapse;
    inline-size: 100%;
  }
  th,
  td {
    border-block-end: 1px solid var(--line);
    overflow-wrap: anywhere;
    padding: 0.45rem 0.6rem;
    text-align: start;
    vertical-align: top;
  }
  .scroll-x {
    overflow-x: auto;
  }
  dl {
    display: grid;
    gap: 0.25rem 1rem;
    grid-template-columns: minmax(7rem, max-content) 1fr;
    margin: 0.5rem 0;
  }
  dt {
    color: var(--muted);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  details > summary {
    cursor: pointer;
    padding-block: 0.4rem;
  }
  .only-read {
    block-size: 1px;
    clip-path: inset(50%);
    inline-size: 1px;
    margin: -1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
  }
  svg.icon {
    block-size: 1.25em;
    fill: none;
    flex: none;
    inline-size: 1.25em;
    stroke: currentColor;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-width: 2;
    vertical-align: -0.25em;
  }
  @container (max-width: 30rem) {
    dl {
      grid-template-columns: 1fr;
    }
    dd {
      margin-block-end: 0.4rem;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .turning {
      animation: turn 1.2s linear infinite;
    }
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
`;
