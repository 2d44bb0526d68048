/** What the grid says beyond its tiles: turning pages, the own tile that floats. */
export const grid = {
  previousPage: 'Previous page',
  nextPage: 'Next page',
  pageOf: 'Page {page} of {pages}',
  moveSelf: 'Move own picture to another corner',
} as const;
