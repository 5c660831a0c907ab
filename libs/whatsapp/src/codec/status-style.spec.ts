import { setStyle, STATUS_FONTS, statusFont, styleOf } from './status-style.js';

describe('the style of a status post', () => {
  it('of a text is read as it was set', () => {
    const style = { backgroundColor: '#12AB7E', font: 'exo2_extrabold' } as const;
    const message = setStyle({ extendedTextMessage: { text: 'Hi' } }, style);
    expect(message.extendedTextMessage).toMatchObject({ backgroundArgb: 0xff12ab7e, font: 9 });
    expect(styleOf(message)).toEqual(style);
  });

  it('of a voice note is its background', () => {
    const message = setStyle({ audioMessage: { ptt: true } }, { backgroundColor: '#000001', font: 'system' });
    expect(styleOf(message)).toEqual({ backgroundColor: '#000001' });
  });

  it('is nothing for pictures', () => {
    expect(styleOf(setStyle({ imageMessage: {} }, { backgroundColor: '#12AB7E' }))).toEqual({});
  });

  it('names fonts by name or number', () => {
    for (const [name, number] of Object.entries(STATUS_FONTS)) {
      expect(statusFont(name)).toBe(name);
      expect(statusFont(number)).toBe(name);
    }
    for (const font of [3, '0', 'arial', 'toString', null, undefined, {}])
      expect(statusFont(font)).toBeUndefined();
  });
});
