package birthdate

import (
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

var now = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func TestParse(t *testing.T) {
	tests := []struct {
		in, want string
		why      claims.Reason
	}{
		{"1990-05-01", "1990-05-01", ""},
		{" 1990-05-01 ", "1990-05-01", ""},
		{"1990-05", "1990-05", ""},
		{"1990", "1990", ""},
		{"0000-02-29", "0000-02-29", ""},
		{"1990-05-01T23:30:00Z", "1990-05-01", ""},
		{"1990-05-01T23:30:00-02:00", "1990-05-02", ""}, // the date in UTC
		{"1990-05-01 00:00:00", "1990-05-01", ""},
		{"1990-05-01T00:00:00.000Z", "1990-05-01", ""},
		{"19900501", "1990-05-01", ""},
		{"1 May 1990", "1990-05-01", ""},
		{"01MAY1990", "1990-05-01", ""},
		{"01-May-1990", "1990-05-01", ""},
		{"May 1, 1990", "1990-05-01", ""},
		{"9 Sept 1990", "1990-09-09", ""},
		{"1.5.1990", "1990-05-01", ""},
		{"01.05.1990", "1990-05-01", ""},
		{"1990/05/01", "1990-05-01", ""},
		{"25/12/1990", "1990-12-25", ""},
		{"12/25/1990", "1990-12-25", ""},
		{"05/05/1990", "1990-05-05", ""},
		{"641520000000", "1990-05-01", ""},
		{"529873860000", "1986-10-16", ""}, // a time of day that means nothing
		{"-23414400000", "1969-04-05", ""},

		{"05/04/1990", "", claims.AmbiguousDate},
		{"900501", "", claims.AmbiguousDate},
		{"1.5.90", "", claims.AmbiguousDate},
		{"1 May 90", "", claims.AmbiguousDate},
		{"946684800", "", claims.AmbiguousDate}, // seconds or milliseconds
		{"1990-02-30", "", claims.NoSuchDate},
		{"1990-13-01", "", claims.NoSuchDate},
		{"1990-00-01", "", claims.NoSuchDate},
		{"1900-02-29", "", claims.NoSuchDate},
		{"31/31/1990", "", claims.NoSuchDate},
		{"0.5.1990", "", claims.NoSuchDate},
		{"2026-06-17", "", claims.DateOutOfRange},
		{"2026-06-16", "2026-06-16", ""}, // already today somewhere
		{"1895-01-01", "", claims.DateOutOfRange},
		{"99999999999999", "", claims.DateOutOfRange},
		{"1 Mai 1990", "", claims.UnknownFormat},
		{"1 Ma 1990", "", claims.UnknownFormat},
		{"yesterday", "", claims.UnknownFormat},
		{"1990-5-1", "", claims.UnknownFormat},
		{"1990-05-01T99:00:00Z", "", claims.UnknownFormat},
		{"１９９０-05-01", "", claims.UnknownFormat},
		{"-", "", claims.UnknownFormat},
		{"-1990", "", claims.UnknownFormat},
		{"1/2", "", claims.UnknownFormat},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			d, why := Parse(tt.in, now)
			got := ""
			if why == "" {
				got = d.String()
			}
			if got != tt.want || why != tt.why {
				t.Errorf("got %q %q, want %q %q", got, why, tt.want, tt.why)
			}
		})
	}
}

func TestCompare(t *testing.T) {
	tests := []struct {
		name, doc, dir string
		verdict        claims.Verdict
		score          float64
		reason         claims.Reason
	}{
		{"equal in two forms", "1990-05-01", "01MAY1990", claims.Match, 1, ""},
		{"one day apart is another person", "1990-05-01", "1990-05-02", claims.Mismatch, 0, claims.DateDiffers},
		{"swapped", "1990-05-04", "1990-04-05", claims.Review, 0.6, claims.DayMonthSwapped},
		{"year only", "1990-05-04", "1990", claims.Review, 0.4, claims.PartialDate},
		{"year contradicts", "1990-05-04", "1991", claims.Mismatch, 0, claims.DateDiffers},
		{"no year", "0000-05-04", "1991-05-04", claims.Review, 0.6, claims.PartialDate},
		{"parts that do not meet", "0000-05-04", "1991", claims.Invalid, 0, claims.PartialDate},
		{"unreadable", "1990-05-04", "soon", claims.Invalid, 0, claims.UnknownFormat},
		{"missing goes before unreadable", "", "soon", claims.MissingID, 0, ""},
		{"missing directory", "1990-05-04", "", claims.MissingDirectory, 0, ""},
		{"missing both", "", "", claims.MissingID, 0, claims.MissingBoth},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Compare(claims.Set{claims.Birthdate: tt.doc}, claims.Set{claims.Birthdate: tt.dir}, Options{Now: now})
			if got.Verdict != tt.verdict || got.Score-tt.score > 1e-9 || tt.score-got.Score > 1e-9 {
				t.Errorf("got %+v", got)
			}
			if tt.reason == "" && len(got.Reasons) > 0 || tt.reason != "" && (len(got.Reasons) != 1 || got.Reasons[0] != tt.reason) {
				t.Errorf("reasons %v, want %q", got.Reasons, tt.reason)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1990-05-01", "01MAY1990", "1/2/1990", "-1", "1990-05-01T00:00:00Z", "....", "1.1.1.", "99999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, why := Parse(s, now)
		if why != "" {
			return
		}
		again, why := Parse(d.String(), now)
		if why != "" || again != d {
			t.Errorf("Parse(%q) = %v, of which Parse gives %v %q", s, d, again, why)
		}
	})
}
