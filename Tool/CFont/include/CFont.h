// A font's glyphs as pixels, by stb_truetype (Debian package libstb-dev). Runs on the developer's machine only, while an
// image is built.
#pragma once
#include <stdint.h>

typedef struct CFont CFont;

/// Opens a TrueType or OpenType file. `bytes` must stay until the font is closed. NULL if it is none, or if the tool was built
/// without libstb-dev.
CFont *cfont_open(const uint8_t *bytes, int count);
void cfont_close(CFont *font);

/// Units of the font's own grid to an em.
double cfont_units(const CFont *font);
/// The glyph of a character; 0 if there is none.
int cfont_glyph(const CFont *font, uint32_t character);
/// In units of the grid.
int cfont_advance(const CFont *font, int glyph);
int cfont_kerning(const CFont *font, int left, int right);

/// The pixels that a glyph touches: left, top, right, bottom, relative to the pen on the baseline; y grows downwards.
void cfont_box(const CFont *font, int glyph, float scale_x, float scale_y, float shift_x, float shift_y, int box[4]);
/// Draws a glyph: `width * height` values of coverage, for a box as above.
void cfont_draw(
  const CFont *font, int glyph, float scale_x, float scale_y, float shift_x, float shift_y, uint8_t *pixels, int width,
  int height);
