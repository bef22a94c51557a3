package birthdate

import (
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/labelled"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"1990-05-01", "01MAY1990", "1/2/1990", "-1", "1990-05-01T00:00:00Z", "....", "1.1.1.", "99999999999999",
		"12 AVR/APR 85", "1 tháng 5 1990", "1990年5月1日", "85<<<<", "𝟏𝟗𝟗𝟎-05-01", "'", "1990. 5. 1.",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, at := range []time.Time{now, {}} {
			d, why := Parse(s, at)
			if why != "" {
				continue
			}
			again, why := Parse(d.String(), at)
			if why != "" || again != d {
				t.Errorf("Parse(%q) = %v, of which Parse gives %v %q", s, d, again, why)
			}
		}
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("1990-05-01", "05/01/1990", "en-US")
	f.Add("900501", "1 May '90", "")
	f.Add("946684800", "1970-01-11", "x-")
	f.Add("4. listopada 90", "04/11/90", "hr")
	f.Fuzz(func(t *testing.T, a, b, locale string) {
		x := Compare(set(a), set(b), Options{Now: now, DocumentLocale: locale})
		y := Compare(set(b), set(a), Options{Now: now, DirectoryLocale: locale, Explain: true})
		labelled.Check(t, x)
		if x.Score != y.Score {
			t.Errorf("%q, %q: scores %v and %v", a, b, x.Score, y.Score)
		}
		same := Compare(set(a), set(a), Options{Now: now, DocumentLocale: locale, DirectoryLocale: locale})
		if same.Verdict == claims.Mismatch {
			t.Errorf("%q is not itself: %+v", a, same)
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	for name, pair := range map[string][2]claims.Set{
		"ISO":        {set("1990-05-01"), set("1990-05-01")},
		"slashes":    {set("1990-05-04"), set("05/04/1990")},
		"month name": {set("1990-05-01"), set("1 de mayo de 1990")},
		"other":      {set("1990-05-01"), set("1971-12-24")},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compare(pair[0], pair[1], Options{Now: now})
			}
		})
	}
}
