// SPDX-License-Identifier: Apache-2.0
//
// Our own icons: paths in a box of 24, drawn with a line of 1.75.
export const ICONS = {
  archive: 'M4 5h16v4H4zM5.5 9v10h13V9M10 13h4',
  back: 'M15 5l-7 7 7 7',
  check: 'M5 12.5l4.5 4.5L19 7',
  close: 'M6 6l12 12M18 6L6 18',
  clip: 'M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5L13 4.5a3.1 3.1 0 0 1 4.4 4.4l-7.6 7.6a1.5 1.5 0 0 1-2.2-2.2L14.5 7.5',
  drafts: 'M5 19l1-4L16.5 4.5l3 3L9 18zM14 7l3 3',
  eye: 'M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  'eye-off': 'M4 4l16 16M9.5 6.4A9 9 0 0 1 12 6c5.5 0 9 6 9 6a16 16 0 0 1-2.6 3.200M6.5 8A16 16 0 0 0 3 12s3.5 6 9 6a8.5 8.5 0 0 0 4-1',
  folder: 'M3.5 6.500h6l2 2.500h9v10h-17z',
  inbox: 'M4 13l2.5-8h11L20 13v6H4zM4 13h5a3 3 0 0 0 6 0h5',
  junk: 'M12 4l8.5 15h-17zM12 10v4M12 16.500v.5',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  menu: 'M4 7h16M4 12h16M4 17h16',
  moon: 'M19.5 14.500A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10z',
  out: 'M10 5H5v14h5M14 8l4 4-4 4M18 12H9',
  pen: 'M5 19l1-4L16.5 4.500l3 3L9 18z',
  reply: 'M10 6l-6 5.5 6 5.500v-3.500c5 0 8 1.5 10 5-.5-6-4-9-10-9.500z',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.500L20 20',
  sent: 'M4 12l16-7-5.5 15-3-6.500zM11.5 13.500L20 5',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 19.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  star: 'M12 4l2.5 5.3 5.7.7-4.2 4 1.1 5.700L12 16.900l-5.1 2.800L8 14l-4.2-4 5.7-.7z',
  trash: 'M4.5 7h15M9.5 7V4.500h5V7M6.5 7l1 13h9l1-13M10 11v5M14 11v5',
} as const;

export type IconName = keyof typeof ICONS;
