package birthdate

import (
	"maps"
	"math"
	"math/bits"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/labelled"
)

var now = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func TestParse(t *testing.T) {
	tests := []struct {
		in, want string
		why      claims.Reason
	}{
		// ISO 8601 and OpenID Connect Core 5.1.
		{"1990-05-01", "1990-05-01", ""},
		{" 1990-05-01 ", "1990-05-01", ""},
		{"1990-05", "1990-05", ""},
		{"1990", "1990", ""},
		{"0000-02-29", "0000-02-29", ""},
		{"1990-00-00", "1990", ""},
		{"1990-05-00", "1990-05", ""},
		{"19900501", "1990-05-01", ""},
		{"1990-5-1", "1990-05-01", ""},

		// A time of day means nothing; the day is the one written, in any zone.
		{"1990-05-01T23:30:00Z", "1990-05-01", ""},
		{"1990-05-01T23:30:00-02:00", "1990-05-01", ""},
		{"1990-05-01T00:30:00+0200", "1990-05-01", ""},
		{"1990-05-01 00:00:00", "1990-05-01", ""},
		{"1990-05-01T00:00:00.000Z", "1990-05-01", ""},
		{"19900501T000000Z", "1990-05-01", ""},
		{"19900501000000Z", "1990-05-01", ""}, // RFC 4517 generalized time
		{"19900501000000.0Z", "1990-05-01", ""},
		{"19900501000000", "1990-05-01", ""},
		{"5/25/1990 12:00:00 AM", "1990-05-25", ""},
		{"1990:05:01 00:00:00", "1990-05-01", ""},

		// Epoch; Incode sends milliseconds.
		{"641520000000", "1990-05-01", ""},
		{"529873860000", "1986-10-16", ""}, // a time of day that means nothing
		{"-23414400000", "1969-04-05", ""},
		{"641520000", "1990-05-01", ""},
		{"-1084406400", "1935-08-22", ""},
		{"-86400", "1969-12-31", ""}, // nothing else has a sign
		{"-1990", "1969-12-31", ""},
		{"-0", "1970-01-01", ""},
		{"\u221286400", "1969-12-31", ""},

		// Machine-readable zone, ICAO 9303-3, 4.8; the latest century that is past.
		{"900501", "1990-05-01", ""},
		{"260614", "2026-06-14", ""},
		{"260617", "1926-06-17", ""},
		{"85<<<<", "1985", ""},
		{"8505<<", "1985-05", ""},

		// Month names, CLDR.
		{"1 May 1990", "1990-05-01", ""},
		{"01MAY1990", "1990-05-01", ""},
		{"01-May-90", "1990-05-01", ""},
		{"May 1, 1990", "1990-05-01", ""},
		{"May 1st, '90", "1990-05-01", ""},
		{"Tue, 1 May 1990 00:00:00 GMT", "1990-05-01", ""}, // RFC 5322
		{"9 Sept. 1990", "1990-09-09", ""},
		{"1990-May-01", "1990-05-01", ""},
		{"12 AVR/APR 85", "1985-04-12", ""}, // two languages on a passport
		{"12 AVR/MAY 85", "", claims.UnknownFormat},
		{"1 de mayo de 1990", "1990-05-01", ""},
		{"1º de março de 1990", "1990-03-01", ""},
		{"1er août 1990", "1990-08-01", ""},
		{"1. März 1990", "1990-03-01", ""},
		{"3. Jänner 1990", "1990-01-03", ""},
		{"1 maggio 1990", "1990-05-01", ""},
		{"1 mei 1990", "1990-05-01", ""},
		{"1 maja 1990 r.", "1990-05-01", ""},
		{"1 мая 1990 г.", "1990-05-01", ""},
		{"1 травня 1990 року", "1990-05-01", ""},
		{"1 Mayıs 1990", "1990-05-01", ""},
		{"1 MAYIS 1990", "1990-05-01", ""},
		{"1 maj 1990", "1990-05-01", ""},
		{"1. desember 1990", "1990-12-01", ""},
		{"1. toukokuuta 1990", "1990-05-01", ""},
		{"1. května 1990", "1990-05-01", ""},
		{"1990. május 1.", "1990-05-01", ""},
		{"1 iulie 1990", "1990-07-01", ""},
		{"1 Μαΐου 1990", "1990-05-01", ""},
		{"1 Mei 1990", "1990-05-01", ""},
		{"1 tháng 5, 1990", "1990-05-01", ""},
		{"ngày 1 tháng 5 năm 1990", "1990-05-01", ""},
		{"١ مايو ١٩٩٠", "1990-05-01", ""},
		{"May 1990", "1990-05", ""},
		{"XX MAY 1990", "1990-05", ""},
		{"XX XX 1990", "1990", ""}, // ICAO 9303-3, 3.8: not known
		{"1. listopada 1990", "", claims.AmbiguousDate},

		// East Asia, full width, other digits.
		{"1990年5月1日", "1990-05-01", ""},
		{"1990年5月", "1990-05", ""},
		{"１９９０年０５月０１日", "1990-05-01", ""},
		{"1990년 5월 1일", "1990-05-01", ""},
		{"1990. 5. 1.", "1990-05-01", ""},
		{"１９９０-05-01", "1990-05-01", ""},
		{"१९९०-०५-०१", "1990-05-01", ""},
		{"٠١/٢٥/١٩٩٠", "1990-01-25", ""},

		// Numbers and separators.
		{"1.5.1990", "1990-05-01", ""},
		{"01.05.90", "1990-05-01", ""},
		{"01 05 1990", "1990-05-01", ""},
		{"08.21.1990", "1990-08-21", ""}, // day first is no date
		{"1990/05/01", "1990-05-01", ""},
		{"1990.05.01", "1990-05-01", ""},
		{"25/12/1990", "1990-12-25", ""},
		{"12/25/1990", "1990-12-25", ""},
		{"12-25-1990", "1990-12-25", ""},
		{"05/05/1990", "1990-05-05", ""},
		{"85-04-12", "1985-04-12", ""},
		{"05/1990", "1990-05", ""},
		{"12251990", "1990-12-25", ""}, // AAMVA barcodes
		{"00.00.1990", "1990", ""},
		{"00.05.1990", "1990-05", ""},

		{"05/04/1990", "", claims.AmbiguousDate},
		{"05041990", "", claims.AmbiguousDate},
		{"1990-02-30", "", claims.NoSuchDate},
		{"1990-13-01", "", claims.NoSuchDate},
		{"1990-25-12", "", claims.NoSuchDate}, // nobody writes year, day, month
		{"1990-00-01", "", claims.NoSuchDate},
		{"1900-02-29", "", claims.NoSuchDate},
		{"31/31/1990", "", claims.NoSuchDate},
		{"99999999999999", "", claims.NoSuchDate},
		{"2026-06-17", "", claims.DateOutOfRange},
		{"2026-06-16", "2026-06-16", ""}, // already today somewhere
		{"1895-01-01", "", claims.DateOutOfRange},
		{"0001-01-01", "", claims.DateOutOfRange},
		{"9999-12-31", "", claims.DateOutOfRange},
		{"9999999999999", "", claims.DateOutOfRange},

		{"", "", claims.UnknownFormat},
		{"1 Ma 1990", "", claims.UnknownFormat},
		{"yesterday", "", claims.UnknownFormat},
		{"昭和60年5月1日", "", claims.UnknownFormat},
		{"1990-05-01T99:00:00Z", "", claims.UnknownFormat},
		{"1990-05-01T00:00:00+", "", claims.UnknownFormat},
		{"1990-05/01", "", claims.UnknownFormat},
		{"1990-05-01-02", "", claims.UnknownFormat},
		{"-", "", claims.UnknownFormat},
		{"--1990", "", claims.UnknownFormat},
		{"-199005011234567", "", claims.UnknownFormat},
		{"1/2", "", claims.UnknownFormat},
		{"0", "", claims.UnknownFormat},
		{"<<<<<<", "", claims.UnknownFormat},
		{strings.Repeat("1", 200), "", claims.UnknownFormat},
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

func TestParseWithoutNow(t *testing.T) {
	for in, want := range map[string]claims.Reason{"900501": claims.AmbiguousDate, "1990-05-01": "", "1849-01-01": claims.DateOutOfRange} {
		if _, why := Parse(in, time.Time{}); why != want {
			t.Errorf("%s: %q, want %q", in, why, want)
		}
	}
}

func TestCompare(t *testing.T) {
	tests := []struct {
		name, doc, dir string
		verdict        claims.Verdict
		score          float64
		reasons        []claims.Reason
	}{
		{"equal in two forms", "1990-05-01", "01MAY1990", claims.Match, 1, nil},

		// One slip is for review; how many days it makes does not count.
		{"swapped", "1990-05-04", "1990-04-05", claims.Review, scoreSwapped, r(claims.DayMonthSwapped)},
		{"a century", "1905-05-04", "2005-05-04", claims.Review, scoreCentury, r(claims.CenturyDiffers)},
		{"a century ahead", "1985-05-04", "2085-05-04", claims.Review, scoreCentury, r(claims.CenturyDiffers, claims.DateOutOfRange)},
		{"digits that look alike", "1990-05-11", "1990-05-17", claims.Review, scoreMisread, r(claims.DigitMisread, claims.DayDiffers)},
		{"one digit", "1990-05-01", "1990-05-02", claims.Review, scoreDigit, r(claims.OneDigitDiffers, claims.DayDiffers)},
		{"one digit, years apart", "1935-08-22", "1925-08-22", claims.Review, scoreDigit, r(claims.OneDigitDiffers, claims.YearDiffers)},
		{"neighbours transposed", "1958-05-04", "1985-05-04", claims.Review, scoreTransposed, r(claims.DigitsTransposed, claims.YearDiffers)},
		{"neighbours of two parts", "1990-11-21", "1990-12-11", claims.Mismatch, scoreTwoDigits, r(claims.DateDiffers)},
		{"1 January", "1990-01-01", "1990-05-23", claims.Review, scoreDefault, r(claims.PlaceholderDate)},
		{"1 January twice", "1990-01-01", "1990-01-01", claims.Match, 1, nil},
		{"only the month", "1990-09-14", "1990-10-14", claims.Review, scoreMonth, r(claims.MonthDiffers)},
		{"only the day", "1990-05-04", "1990-05-30", claims.Review, scoreDay, r(claims.DayDiffers)},
		{"only the year", "1990-05-04", "1978-05-04", claims.Review, scoreYear, r(claims.YearDiffers)},
		{"one day apart over a month's end", "1990-05-31", "1990-06-01", claims.Mismatch, scoreTwoDigits, r(claims.DateDiffers)},
		{"two digits", "1990-05-04", "1991-05-14", claims.Mismatch, scoreTwoDigits, r(claims.DateDiffers)},
		{"the year agrees", "1990-05-04", "1990-11-23", claims.Mismatch, scoreSameYear, r(claims.DateDiffers)},
		{"another date", "1990-05-04", "1978-11-23", claims.Mismatch, 0, r(claims.DateDiffers)},

		// Parts.
		{"year only", "1990-05-04", "1990", claims.Review, scorePartial, r(claims.PartialDate)},
		{"year and month", "1990-05-04", "1990-05", claims.Review, scoreYearMonth, r(claims.PartialDate)},
		{"no year", "0000-05-04", "1991-05-04", claims.Review, scoreMonthDay, r(claims.PartialDate)},
		{"year contradicts", "1990-05-04", "1991", claims.Mismatch, 0, r(claims.DateDiffers)},
		{"parts that do not meet", "0000-05-04", "1991", claims.Invalid, 0, r(claims.PartialDate)},

		// More than one meaning.
		{"slashes, one way agrees", "1990-05-04", "04/05/1990", claims.Review, scoreOneOrder, r(claims.AmbiguousDate)},
		{"slashes, the other way agrees", "1990-04-05", "04/05/1990", claims.Review, scoreOneOrder, r(claims.AmbiguousDate)},
		{"slashes on both sides", "04/05/1990", "4/5/1990", claims.Match, scoreBothOrders, r(claims.AmbiguousDate)},
		{"slashes the other way round", "04/05/1990", "05/04/1990", claims.Match, scoreBothOrders, r(claims.AmbiguousDate)},
		{"slashes, neither agrees", "1990-05-04", "04/06/1981", claims.Mismatch, 0, r(claims.DateDiffers, claims.AmbiguousDate)},
		{"two digits for a year", "1990-05-04", "900504", claims.Match, 1, r(claims.CenturyAssumed)},
		{"two digits, the earlier century", "1921-05-04", "210504", claims.Match, scoreUnlikely, r(claims.CenturyAssumed)},
		{"two digits on both sides", "4.5.90", "900504", claims.Match, 1, r(claims.CenturyAssumed)},
		{"seconds that were milliseconds", "1970-01-11", "946684800", claims.Match, scoreUnlikely, nil},
		{"a month in two languages", "1990-10-04", "4. listopada 1990", claims.Match, 1, nil},

		// Unusable values.
		{"unreadable", "1990-05-04", "soon", claims.Invalid, 0, r(claims.UnknownFormat)},
		{"unreadable twice", "later", "soon", claims.Invalid, 0, r(claims.UnknownFormat)},
		{"out of range", "1990-05-04", "2085-05-05", claims.Invalid, 0, r(claims.DateOutOfRange)},
		{"missing goes before unreadable", "", "soon", claims.MissingID, 0, nil},
		{"missing directory", "1990-05-04", "", claims.MissingDirectory, 0, nil},
		{"missing both", "", "", claims.MissingID, 0, r(claims.MissingBoth)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Compare(set(tt.doc), set(tt.dir), Options{Now: now})
			if got.Verdict != tt.verdict || got.Score != tt.score || !slices.Equal(got.Reasons, tt.reasons) {
				t.Errorf("got %+v", got)
			}
			labelled.Check(t, got)
			if back := Compare(set(tt.dir), set(tt.doc), Options{Now: now}); back.Score != got.Score {
				t.Errorf("score %v one way, %v the other", got.Score, back.Score)
			}
		})
	}
}

// TestOrder says whose custom decides about 05/04/1990; 4 May is month first.
func TestOrder(t *testing.T) {
	tests := []struct {
		name   string
		extra  claims.Set
		option string
		want   claims.Reason // what is said of 1990-05-04
	}{
		{"US locale", claims.Set{"locale": "en-US"}, "", claims.DateOrderAssumed},
		{"US locale, POSIX", claims.Set{"locale": "en_US.UTF-8"}, "", claims.DateOrderAssumed},
		{"British locale", claims.Set{"locale": "en-GB"}, "", claims.DayMonthSwapped},
		{"German", claims.Set{"locale": "de"}, "", claims.DayMonthSwapped},
		{"English of nowhere", claims.Set{"locale": "en"}, "", claims.AmbiguousDate},
		{"Canada has both", claims.Set{"locale": "fr-CA"}, "", claims.AmbiguousDate},
		{"Spanish in the United States", claims.Set{"locale": "es-US"}, "", claims.DateOrderAssumed},
		{"address", claims.Set{claims.AddressCountry: "United States"}, "", claims.DateOrderAssumed},
		{"issuer", claims.Set{claims.IssuingCountry: "USA"}, "", claims.DateOrderAssumed},
		{"address goes before issuer", claims.Set{claims.AddressCountry: "FR", claims.IssuingCountry: "USA"}, "", claims.DayMonthSwapped},
		{"locale goes before address", claims.Set{"locale": "en-US", claims.AddressCountry: "FR"}, "", claims.DateOrderAssumed},
		{"what the caller says goes before all", claims.Set{"locale": "en-GB"}, "US", claims.DateOrderAssumed},
		{"Europe", nil, "EU", claims.DayMonthSwapped},
		{"nonsense", claims.Set{"locale": "x"}, "", claims.AmbiguousDate},
		{"nothing", nil, "", claims.AmbiguousDate},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := set("05/04/1990")
			maps.Copy(dir, tt.extra)
			got := Compare(set("1990-05-04"), dir, Options{Now: now, DirectoryLocale: tt.option})
			if len(got.Reasons) == 0 || got.Reasons[0] != tt.want || (got.Score == 1) != (tt.want == claims.DateOrderAssumed) {
				t.Errorf("got %+v", got)
			}
			back := Compare(dir, set("1990-05-04"), Options{Now: now, DocumentLocale: tt.option})
			if back.Score != got.Score {
				t.Errorf("score %v one way, %v the other", got.Score, back.Score)
			}
		})
	}
}

// TestForms says that the form of a date never worsens a verdict.
func TestForms(t *testing.T) {
	for _, s := range []string{"1990-11-25", "19901125", "25.11.1990", "25 NOV 1990", "25 nov. 1990", "Nov 25, 1990", "11/25/1990", "25/11/1990", "901125", "659491200000", "1990-11-25T08:00:00Z", "１９９０年１１月２５日"} {
		for _, other := range []string{"1990-11-25", "25/11/1990", "901125"} {
			if got := Compare(set(" "+s), set(other), Options{Now: now}); got.Verdict != claims.Match || got.Score != 1 || got.Document != "1990-11-25" {
				t.Errorf("%q, %q: %+v", s, other, got)
			}
		}
	}
}

// TestMonthNames says that no word became two months unnoticed.
func TestMonthNames(t *testing.T) {
	var two []string
	for w, set := range months() {
		if bits.OnesCount16(set) > 1 {
			two = append(two, w)
		}
		if w == "" || utf8.RuneCountInString(w) < 2 {
			t.Errorf("%q is no name", w)
		}
	}
	slices.Sort(two)
	if want := []string{"lip", "lis", "listopad", "listopada", "srp"}; !slices.Equal(two, want) {
		t.Errorf("words for two months: %q, want %q", two, want)
	}
	for line := range strings.Lines(monthNames) {
		if n := len(strings.Fields(line)); n != 0 && n != 13 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestExplain(t *testing.T) {
	doc, dir := set("1990-05-04"), set("4/5/90")
	plain := Compare(doc, dir, Options{Now: now})
	got := Compare(doc, dir, Options{Now: now, Explain: true})
	sum := 0.0
	for _, s := range got.Steps {
		sum += s.Score * s.Weight
	}
	if plain.Steps != nil || len(got.Steps) != 5 || math.Abs(sum-got.Score) > 1e-9 || got.Score != plain.Score {
		t.Errorf("got %+v", got)
	}
}

func r(list ...claims.Reason) []claims.Reason { return list }

func set(date string) claims.Set { return claims.Set{claims.Birthdate: date} }
