package output

import (
	"errors"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/iostreams"
)

// table is a list whose items are their cells.
func table(titles ...string) List[[]string] {
	var l List[[]string]
	for i, title := range titles {
		l.Columns = append(l.Columns, Column[[]string]{
			Title: title, Right: title == "Score", Value: func(cells []string) string { return cells[i] },
		})
	}
	return l
}

func matchTable() View {
	return table("Claim", "Verdict", "Score", "Effect", "Document", "Directory", "Why").View([][]string{
		{"name", "review", "0.87", "soft_flag", "MARÍA DEL CARMEN GARCÍA-LÓPEZ", "Carmen Garcia", "given name differs, maternal surname missing"},
		{"birthdate", "match", "1.00", "none", "1990-04-12", "1990-04-12", ""},
		{"phone_number", "missing_directory", "0.00", "none", "+34 600 000 000", "", "missing directory"},
		{"address", "mismatch", "0.12", "hard_stop", "東京都千代田区丸の内一丁目9番1号", "Calle Mayor 1, 28013 Madrid", "country differs"},
	})
}

func integrationTable() View {
	return table("ID", "Name", "Template", "Category", "Updated").View([][]string{
		{"5b0c7e1e-9d1f-4c57-8a3e-2f6b1d0c9a71", "lumen", "okta-directory", "directory", "2026-01-02T03:04:05Z"},
		{"c1f7a2d4-03be-4b6e-9f58-7e4d2a1b8c60", "東京支社", "entra-directory", "directory", "2026-01-03T10:00:00Z"},
	})
}

const matchRecords = `CLAIM      name
VERDICT    review
SCORE      0.87
EFFECT     soft_flag
DOCUMENT   MARÍA DEL CARMEN GARCÍA-LÓPEZ
DIRECTORY  Carmen Garcia
WHY        given name differs, maternal surname missing

CLAIM      birthdate
VERDICT    match
SCORE      1.00
EFFECT     none
DOCUMENT   1990-04-12
DIRECTORY  1990-04-12

CLAIM      phone_number
VERDICT    missing_directory
SCORE      0.00
EFFECT     none
DOCUMENT   +34 600 000 000
WHY        missing directory

CLAIM      address
VERDICT    mismatch
SCORE      0.12
EFFECT     hard_stop
DOCUMENT   東京都千代田区丸の内一丁目9番1号
DIRECTORY  Calle Mayor 1, 28013 Madrid
WHY        country differs
`

const integrationRecords = `ID        5b0c7e1e-9d1f-4c57-8a3e-2f6b1d0c9a71
NAME      lumen
TEMPLATE  okta-directory
CATEGORY  directory
UPDATED   2026-01-02T03:04:05Z

ID        c1f7a2d4-03be-4b6e-9f58-7e4d2a1b8c60
NAME      東京支社
TEMPLATE  entra-directory
CATEGORY  directory
UPDATED   2026-01-03T10:00:00Z
`

func TestListsByWidth(t *testing.T) {
	narrow := strings.NewReplacer("maternal surname", "maternal\n           surname", "9番1号", "9番\n           1号")
	tests := []struct {
		name  string
		view  View
		width int
		want  string
	}{
		{"match", matchTable(), 40, narrow.Replace(matchRecords)},
		{"match", matchTable(), 60, matchRecords},
		{"match", matchTable(), 80, matchRecords},
		{"match", matchTable(), 120, `
CLAIM         VERDICT            SCORE  EFFECT     DOCUMENT                DIRECTORY               WHY
name          review              0.87  soft_flag  MARÍA DEL CARMEN GARC…  Carmen Garcia           given name differs, …
birthdate     match               1.00  none       1990-04-12              1990-04-12
phone_number  missing_directory   0.00  none       +34 600 000 000                                 missing directory
address       mismatch            0.12  hard_stop  東京都千代田区丸の内…   Calle Mayor 1, 28013 …  country differs
`},
		{"integrations", integrationTable(), 40, integrationRecords},
		{"integrations", integrationTable(), 60, integrationRecords},
		{"integrations", integrationTable(), 80, `
ID                    NAME      TEMPLATE         CATEGORY   UPDATED
5b0c7e1e-9d1f-4c57-…  lumen     okta-directory   directory  2026-01-02T03:04:05Z
c1f7a2d4-03be-4b6e-…  東京支社  entra-directory  directory  2026-01-03T10:00:00Z
`},
		{"integrations", integrationTable(), 120, `
ID                                    NAME      TEMPLATE         CATEGORY   UPDATED
5b0c7e1e-9d1f-4c57-8a3e-2f6b1d0c9a71  lumen     okta-directory   directory  2026-01-02T03:04:05Z
c1f7a2d4-03be-4b6e-9f58-7e4d2a1b8c60  東京支社  entra-directory  directory  2026-01-03T10:00:00Z
`},
	}
	for _, tt := range tests {
		got, stderr, err := render(t, tt.view, Table, columns(tt.width))
		if want := strings.TrimPrefix(tt.want, "\n"); err != nil || stderr != "" || got != want {
			t.Errorf("%s in %d columns: err = %v, stderr = %q, stdout:\n%s\nwant:\n%s", tt.name, tt.width, err, stderr, got, want)
		}
	}
}

func TestTheFirstBlockDecidesTheLayout(t *testing.T) {
	long, short := strings.Repeat("x", 30), "y"
	rows := func(first, later string) View {
		var items [][]string
		for range blockRows {
			items = append(items, []string{first, first})
		}
		return table("A", "B").View(append(items, []string{later, later}))
	}
	// A later block is cut like the first, but the list stays a table.
	got, _, err := render(t, rows(short, long), Table, columns(20))
	cut := strings.Repeat("x", minColumn-1) + "…"
	if err != nil || got != "A  B\n"+strings.Repeat("y  y\n", blockRows)+cut+gap+cut+"\n" {
		t.Errorf("a table that grows: err = %v, ends in %q", err, got[max(0, len(got)-80):])
	}
	got, _, err = render(t, rows(long, short), Table, columns(20))
	record := "A  " + long + "\nB  " + long + "\n\n"
	if err != nil || got != strings.Repeat(record, blockRows)+"A  y\nB  y\n" {
		t.Errorf("records that shrink: err = %v, end in %q", err, got[max(0, len(got)-80):])
	}
}

func TestRecordLabels(t *testing.T) {
	for color, want := range map[string]string{
		"always": "\x1b[1mID\x1b[0m         u2\n\x1b[1mFULL NAME\x1b[0m  李小龙\n\x1b[1mLOGINS\x1b[0m     3400\n",
		"never":  "ID         u2\nFULL NAME  李小龙\nLOGINS     3400\n",
	} {
		ios, _, out, _ := iostreams.Test()
		columns(10)(ios)
		if err := ios.SetColor(color); err != nil {
			t.Fatal(err)
		}
		// Records keep their labels without a header.
		if err := (Renderer{IO: ios, NoHeader: true}).Render(list().View(people()[1:])); err != nil || out.String() != want {
			t.Errorf("color %s: err = %v, stdout = %q, want %q", color, err, out, want)
		}
	}
}

func TestRecordsBeforeAnError(t *testing.T) {
	boom := errors.New("the store is gone")
	got, _, err := render(t, list().Stream(failing(1, boom)), Table, columns(30))
	want := "ID         u1\nFULL NAME  Ada Lovelace\n           <ada@corp.example>\nLOGINS     12\nPHONE      +442079460000\n"
	if !errors.Is(err, boom) || got != want {
		t.Errorf("err = %v, stdout = %q, want %q", err, got, want)
	}
}

// TestNoValueLooksLikeALineOfItsOwn fills a value with blanks that are no
// spaces, so that a terminal would wrap its end into a line with a label.
func TestNoValueLooksLikeALineOfItsOwn(t *testing.T) {
	for _, filler := range []string{" ", "\u2800", "\u3000", "\u00a0"} {
		hostile := "Eve" + strings.Repeat(filler, 60) + "STATE        active"
		ios, _, out, _ := iostreams.Test()
		ios.SetStdoutTTY(true)
		ios.SetWidth(40)
		if err := ios.SetColor("never"); err != nil {
			t.Fatal(err)
		}
		list := List[string]{Columns: []Column[string]{
			{Title: "Name", Value: func(s string) string { return s }},
			{Title: "Login", Value: func(string) string { return "eve@corp.example" }},
			{Title: "State", Value: func(string) string { return "inactive" }},
		}}
		if err := (Renderer{IO: ios, Format: Table}).Render(list.View([]string{hostile})); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if strings.HasPrefix(line, "STATE") && !strings.Contains(line, "inactive") || iostreams.TextWidth(strings.TrimRight(line, "\n")) > 40 {
				t.Errorf("%q: %q", filler, line)
			}
		}
	}
}
