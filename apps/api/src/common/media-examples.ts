/** Minimal but valid files, such as an image of one pixel, for examples that can be sent. */
const FILES = {
  image:
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP438AAAAQBAYDFKhhdAAAAAElFTkSuQmCC',
  video: 'data:video/mp4;base64,AAAAFGZ0eXBpc29tAAACAGlzb20AAAAIbWRhdA==',
  audio: 'data:audio/ogg;base64,T2dnUwACAAAAAAAAAAABAAAAAAAAAAAAAAABE09wdXNIZWFkAQE4AYC7AAAAAAA=',
  document: 'data:text/plain;base64,SGVsbG8hCg==',
  sticker: 'data:image/webp;base64,UklGRhwAAABXRUJQVlA4TBAAAAAvAAAAAAdQxP5H/wMR0f8A',
};

/** Examples of requests that send a file, by kind of message. */
export function mediaExamples(to: string) {
  return {
    image: { to, media: FILES.image, caption: 'Our new logo' },
    video: { to, media: FILES.video, caption: 'A short film', gifPlayback: true },
    audio: { to, media: FILES.audio, ptt: true },
    document: { to, media: FILES.document, fileName: 'hello.txt', caption: 'The report' },
    sticker: { to, media: FILES.sticker },
  };
}
