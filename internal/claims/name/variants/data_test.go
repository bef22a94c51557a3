package variants

import (
	"regexp"
	"strings"
	"testing"
)

// TestDataFiles reads every table as strictly as it is written: a comment on
// top that names the source, folded words, the layout of the file, nothing twice.
func TestDataFiles(t *testing.T) {
	word := `[a-z]{1,40}`
	words := word + `( ` + word + `)*`
	for name, f := range map[string]struct {
		file, layout string
		wordsOnce    bool // a word may stand once in the whole file
		atLeast      int  // lines
	}{
		"nicknames.txt":    {nicknamesFile, words + `: ` + words, false, 3000},
		"given.txt":        {givenFile, words + `( \| ` + words + `)*`, false, 500},
		"surnames.txt":     {surnamesFile, word + ` ` + words, false, 400},
		"written.txt":      {writtenFile, `\PM+: ` + words, false, 200},
		"women.txt":        {womenFile, words, true, 100},
		"men.txt":          {menFile, words, true, 50},
		"givenranks.txt":   {givenRanksFile, words, true, 100},
		"surnameranks.txt": {surnameRanksFile, words, true, 100},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.HasPrefix(f.file, "# ") || !regexp.MustCompile(`(Source: |Written by hand)`).MatchString(f.file[:400]) {
				t.Error("no comment on top that names the source")
			}
			layout := regexp.MustCompile(`^` + f.layout + `$`)
			lines, seen, n := map[string]bool{}, map[string]bool{}, 0
			for line := range dataLines(f.file) {
				n++
				if !layout.MatchString(line) {
					t.Errorf("bad line: %s", line)
				}
				if lines[line] {
					t.Errorf("line twice: %s", line)
				}
				lines[line] = true
				inLine := map[string]bool{}
				for _, w := range regexp.MustCompile(word).FindAllString(line, -1) {
					if inLine[w] && name != "given.txt" || f.wordsOnce && seen[w] {
						t.Errorf("%q twice: %s", w, line)
					}
					inLine[w], seen[w] = true, true
				}
			}
			if n < f.atLeast {
				t.Errorf("%d lines, want at least %d", n, f.atLeast)
			}
		})
	}
}

// TestEmbeddedSize keeps the tables small in the program.
func TestEmbeddedSize(t *testing.T) {
	size := len(nicknamesFile) + len(givenFile) + len(surnamesFile) + len(givenRanksFile) + len(surnameRanksFile) +
		len(writtenFile) + len(womenFile) + len(menFile)
	if size > 300_000 {
		t.Errorf("%d bytes", size)
	}
}

// TestLinesFit guards the 16 bits of a line number.
func TestLinesFit(t *testing.T) {
	for _, file := range []string{nicknamesFile, givenFile, surnamesFile, writtenFile} {
		if n := strings.Count(file, "\n") + strings.Count(file, "|"); n >= 1<<16 {
			t.Errorf("%d lines and forms", n)
		}
	}
}

// TestKeys shows what spellings have in common, and what they must not.
func TestKeys(t *testing.T) {
	for word, want := range map[string]string{
		"yuriy": "yuri", "jurij": "juri", "sergei": "sergi", "sarah": "sara", "youssef": "yusef",
		"aleksei": "aleksi", "natalya": "natalia", "natalija": "natalia", "katja": "katia",
		"philippe": "filipe", "tschaikowski": "chaikovski", "renee": "renee", "rene": "rene",
		"danielle": "danielle", "daniele": "daniele", "matthew": "matew", "wladimir": "vladimir",
		"edward": "edvard", "ghassan": "gasan", "enrique": "enrike", "": "",
	} {
		var b buffer
		if got := string(spelling(&b, word)); got != want {
			t.Errorf("%s: got %s, want %s", word, got, want)
		}
	}
}
