package iostreams

import "github.com/clipperhouse/displaywidth"

// TextWidth returns the number of columns s takes on a terminal, counting
// grapheme clusters: 2 for CJK and emoji, 0 for combining marks. s is clean.
func TextWidth(s string) int { return displaywidth.String(s) }

// Truncate cuts s between grapheme clusters to at most width columns, the last
// of them an ellipsis.
func Truncate(s string, width int) string {
	if width <= 0 {
		return ""
	}
	return displaywidth.TruncateString(s, width, "…")
}

// Prefix returns the longest beginning of s, cut between grapheme clusters, that
// is at most width columns wide; at least one cluster.
func Prefix(s string, width int) string {
	end := 0
	for g := displaywidth.StringGraphemes(s); g.Next(); {
		if width -= g.Width(); width < 0 && end > 0 {
			break
		}
		end += len(g.Value())
	}
	return s[:end]
}
