package variants

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/name/script"
	"github.com/incodectl/incodectl/internal/claims/text"
)

func TestReadAs(t *testing.T) {
	for _, tt := range []struct {
		written, latin string
		want           Reading
	}{
		{"عمر", "omar", SameReading},
		{"عمر", "amir", OtherReading},
		{"عمر", "lovelock", Unlisted},
		{"لفلك", "omar", Unlisted},
		{"סאלמ", "omar", Unlisted},
		{"רנ", "ron", OtherReading},
	} {
		if got := ReadAs(tt.written, tt.latin); got != tt.want {
			t.Errorf("%s %s: %d", tt.written, tt.latin, got)
		}
	}
}

// The written forms are looked up as the comparison folds them.
func TestWrittenFormsAreFolded(t *testing.T) {
	for line := range dataLines(writtenFile) {
		forms, _, _ := strings.Cut(line, ":")
		for w := range strings.FieldsSeq(forms) {
			if folded := script.Normalize(text.Fold(w)); folded != w {
				t.Errorf("%s is not folded: %s", w, folded)
			}
		}
	}
}

func TestManAndWoman(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"joseph", "josie", true},
		{"josephine", "josie", false},
		{"robert", "robin", false}, // Robin is borne by both
		{"robert", "lovelock", false},
	} {
		if ManAndWoman(tt.a, tt.b) != tt.want || ManAndWoman(tt.b, tt.a) != tt.want {
			t.Errorf("%s %s: not %v", tt.a, tt.b, tt.want)
		}
	}
}

func TestOwnNames(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"anna", "hannah", true},
		{"john", "ian", true},
		{"robert", "bob", false},
	} {
		if OwnNames(tt.a, tt.b) != tt.want || OwnNames(tt.b, tt.a) != tt.want {
			t.Errorf("%s %s: not %v", tt.a, tt.b, tt.want)
		}
	}
}
