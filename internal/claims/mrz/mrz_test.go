package mrz

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

var now = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// The specimens of ICAO Doc 9303, eighth edition, whose people do not exist.
const (
	specimenTD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"     // part 4, appendix B
	specimenTD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<" // part 5, appendix B
	specimenTD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"                     // part 6, appendix B
	specimenA   = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"     // part 7, appendix B
	specimenB   = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"                     // part 7, appendix B
	// Part 11, appendix D.2: a document number longer than its field.
	longTD1 = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
	longTD2 = "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8"
)

// ICAO 9303-3, appendix A: worked examples.
func TestCheckDigit(t *testing.T) {
	for in, want := range map[string]byte{
		"520727": '3', "AB2134<<<": '5', "HA672242<658022549601086<<<<<<<<<<<<<<0": '8',
		"D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<": '2', "": '0',
	} {
		if got := CheckDigit(in); got != want {
			t.Errorf("CheckDigit(%q) = %c, want %c", in, got, want)
		}
	}
}

func TestSpecimens(t *testing.T) {
	tests := []struct {
		in   string
		want Document
	}{
		{specimenTD3, Document{
			Format: TD3, Code: "P", Issuer: "UTO", Nationality: "UTO", Number: "L898902C3", Birth: "1974-08-12", Expiry: "2012-04-15",
			Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", Optional: []string{"ZE184226B"},
		}},
		{specimenTD1, Document{
			Format: TD1, Code: "I", Issuer: "UTO", Nationality: "UTO", Number: "D23145890", Birth: "1974-08-12", Expiry: "2012-04-15",
			Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", Optional: []string{"", ""},
		}},
		{specimenTD2, Document{
			Format: TD2, Code: "I", Issuer: "UTO", Nationality: "UTO", Number: "D23145890", Birth: "1974-08-12", Expiry: "2012-04-15",
			Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", Optional: []string{""},
		}},
		{specimenA, Document{
			Format: MRVA, Code: "V", Issuer: "UTO", Nationality: "XXX", Number: "L8988901C", Birth: "1940-09-07", Expiry: "1996-12-10",
			Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", Optional: []string{"6ZE184226B"},
		}},
		{specimenB, Document{
			Format: MRVB, Code: "V", Issuer: "UTO", Nationality: "XXX", Number: "L8988901C", Birth: "1940-09-07", Expiry: "1996-12-10",
			Sex: "F", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", Optional: []string{""},
		}},
		{longTD1, Document{
			Format: TD1, Code: "I", Issuer: "UTO", Nationality: "UTO", Number: "D23145890734", Birth: "1934-07-12", Expiry: "1995-07-12",
			Sex: "M", Surname: "STEVENSON", GivenNames: "PETER JOHN", Optional: []string{"", ""},
		}},
		{longTD2, Document{
			Format: TD2, Code: "I", Issuer: "UTO", Nationality: "UTO", Number: "D23145890734", Birth: "1934-07-12", Expiry: "1995-07-12",
			Sex: "M", Surname: "STEVENSON", GivenNames: "PETER JOHN", Optional: []string{""},
		}},
	}
	for _, tt := range tests {
		got := parse(t, tt.in)
		if strings.Join(got.Lines, "\n") != tt.in {
			t.Errorf("lines %q", got.Lines)
		}
		for _, c := range got.Checks {
			if !c.OK {
				t.Errorf("%s: check digit of the %s is wrong", got.Format, c.Field)
			}
		}
		same(t, got, tt.want)
		if got.Truncated || got.CenturyOpen || len(got.Repairs) > 0 {
			t.Errorf("%s: truncated %v, century %v, repairs %v", got.Format, got.Truncated, got.CenturyOpen, got.Repairs)
		}
	}
}

func parse(t *testing.T, in string) Document {
	t.Helper()
	d, err := Parse(in, now)
	if err != nil {
		t.Fatalf("%q: %v", in, err)
	}
	return d
}

// failed reports whether the check digit of a field was there and is wrong.
func failed(d Document, f Field) bool { return slices.Contains(d.Checks, Check{f, false}) }

// same compares what the fields say.
func same(t *testing.T, got, want Document) {
	t.Helper()
	fields := func(d Document) []string {
		return append([]string{
			string(d.Format), d.Code, d.Issuer, d.Nationality, d.Number, d.Birth, d.Expiry, d.Sex, d.Surname, d.GivenNames,
		}, d.Optional...)
	}
	if g, w := fields(got), fields(want); !slices.Equal(g, w) {
		t.Errorf("got  %q\nwant %q", g, w)
	}
}

// What copying and recognition do to lines without touching what they say.
func TestHowLinesArrive(t *testing.T) {
	trimmed := strings.ReplaceAll(specimenTD3, "<<<<<<<<<<<<<<<<<<<\n", "\n")
	tests := []struct{ name, in, want string }{
		{"lower case", strings.ToLower(specimenTD3), specimenTD3},
		{"CRLF and blank lines", "\r\n" + strings.ReplaceAll(specimenTD3, "\n", "\r\n\r\n") + "\r\n", specimenTD3},
		{"byte order mark", "\ufeff" + specimenTD3, specimenTD3},
		{"one line", strings.ReplaceAll(specimenTD3, "\n", ""), specimenTD3},
		{"one line, split by a space", strings.ReplaceAll(specimenTD1, "\n", " "), specimenTD1},
		{"stray spaces", strings.ReplaceAll(specimenTD3, "UTO", " UTO "), specimenTD3},
		{"fillers read as spaces", strings.ReplaceAll(specimenTD2, "ANNA<MARIA<", "ANNA MARIA<"), specimenTD2},
		{"guillemets", strings.ReplaceAll(specimenTD1, "ERIKSSON<<", "ERIKSSON«"), specimenTD1},
		{"full width", strings.ReplaceAll(specimenTD1, "<", "＜"), specimenTD1},
		{"escaped for the web", strings.ReplaceAll(specimenTD1, "<", "&lt;"), specimenTD1},
		{"fillers missing at the end", trimmed, specimenTD3},
		{"fillers missing at the end of a card", strings.TrimRight(strings.ReplaceAll(specimenTD1, "7<<<<<<<<<<<<<<<\n", "7\n"), "<"), specimenTD1},
		{"fillers missing at the end of a visa", strings.TrimRight(specimenA, "<"), specimenA},
		{"too many fillers", specimenTD1 + "<<<", specimenTD1},
		{"fillers missing before the check digits", strings.ReplaceAll(specimenTD3, "B<<<<<10", "B<<10"), specimenTD3},
		{"too many fillers before the check digit", strings.ReplaceAll(specimenTD1, "UTO<<<<<<<<<<<6", "UTO<<<<<<<<<<<<<<6"), specimenTD1},
		{"fillers read as K", strings.ReplaceAll(specimenTD3, "<<<<<<<<<\n", "<<K<CK<<K\n"), specimenTD3},
		{"fillers of the number read as K", strings.ReplaceAll(withNumber("AB2134<<<"), "AB2134<<<", "AB2134<KK"), withNumber("AB2134<<<")},
		{"O and 0 in codes and names", strings.ReplaceAll(strings.ReplaceAll(specimenTD3, "UTO", "UT0"), "ERIKSSON", "ER1K5S0N"), specimenTD3},
		{"letters for digits in dates", strings.ReplaceAll(specimenTD3, "7408122F1204159", "74OB12ZFIZO4IS9"), specimenTD3},
		{"letters for check digits", strings.ReplaceAll(strings.ReplaceAll(specimenTD3, "C36U", "C3GU"), "<10", "<IO"), specimenTD3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !Looks(tt.in) {
				t.Error("not taken for a machine-readable zone")
			}
			got := parse(t, tt.in)
			if strings.Join(got.Lines, "\n") != tt.want {
				t.Fatalf("got\n%s\nwant\n%s", strings.Join(got.Lines, "\n"), tt.want)
			}
			same(t, got, parse(t, tt.want))
			again := parse(t, strings.Join(got.Lines, "\n"))
			if same(t, again, got); len(again.Repairs) > 0 {
				t.Errorf("repaired twice: %v", again.Repairs)
			}
		})
	}
}

// withNumber is the specimen passport with another number.
func withNumber(number string) string {
	return passport(number, "UTO", "740812", "F", "320415", "<<<<<<<<<<<<<<", "ERIKSSON<<ANNA<MARIA")
}

// passport makes lines with the right check digits.
func passport(number, nationality, birth, sex, expiry, optional, name string) string {
	check := func(s string) string { return s + string(rune(CheckDigit(s))) }
	number, birth, expiry, optional = check(number), check(birth), check(expiry), check(optional)
	name += strings.Repeat("<", 39-len(name))
	return "P<UTO" + name + "\n" + number + nationality + birth + sex + expiry + optional + string(rune(CheckDigit(number+birth+expiry+optional)))
}

func TestDates(t *testing.T) {
	tests := []struct {
		name, birth, expiry string
		want                string
		open                bool
	}{
		{"last century", "740812", "320415", "1974-08-12", false},
		{"this century", "040812", "320415", "2004-08-12", false},
		{"today", "260615", "320415", "2026-06-15", true},
		{"tomorrow is today somewhere", "260616", "320415", "2026-06-16", true},
		{"never in the future", "260617", "320415", "1926-06-17", false},
		{"never after the document expired", "200101", "150415", "1920-01-01", false},
		{"a child, or more than a hundred years old", "180101", "320415", "2018-01-01", true},
		{"29 February 2000", "000229", "320415", "2000-02-29", false},
		// Fillers for unknown parts: ICAO 9303-3, 4.8.
		{"day unknown", "7408<<", "320415", "1974-08", false},
		{"month and day unknown", "74<<<<", "320415", "1974", false},
		{"year unknown", "<<0812", "320415", "0000-08-12", false},
		{"all unknown", "<<<<<<", "320415", "", false},
		{"zeros for unknown parts", "740000", "320415", "1974", false},
		{"no expiry date", "740812", "<<<<<<", "1974-08-12", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(t, passport("L898902C3", "UTO", tt.birth, "F", tt.expiry, "<<<<<<<<<<<<<<", "ERIKSSON<<ANNA"))
			if got.Birth != tt.want || got.CenturyOpen != tt.open || !got.Holds(FieldBirth) {
				t.Errorf("got %q, open %v", got.Birth, got.CenturyOpen)
			}
		})
	}
	if got := parse(t, passport("L898902C3", "UTO", "740231", "F", "320415", "<<<<<<<<<<<<<<", "ERIKSSON<<ANNA")); got.Birth != "" || !failed(got, FieldBirth) {
		t.Errorf("31 February is read as %q", got.Birth)
	}
	// Documents are valid for years, not for decades.
	for yymmdd, want := range map[string]string{"320415": "2032-04-15", "120415": "2012-04-15", "760614": "1976-06-14", "750615": "2075-06-15"} {
		if got := parse(t, passport("L898902C3", "UTO", "740812", "F", yymmdd, "<<<<<<<<<<<<<<", "ERIKSSON<<ANNA")); got.Expiry != want {
			t.Errorf("expiry %s is read as %s, want %s", yymmdd, got.Expiry, want)
		}
	}
}

// Names: ICAO 9303-3, 4.6, and 9303-4, 4.2.3.
func TestNames(t *testing.T) {
	tests := []struct {
		field, surname, given string
		truncated             bool
	}{
		{"ERIKSSON<<ANNA<MARIA", "ERIKSSON", "ANNA MARIA", false},
		{"VAN<DER<MUELLEN<<ANNA<MARIA", "VAN DER MUELLEN", "ANNA MARIA", false},
		{"ARKFREITH", "ARKFREITH", "", false}, // one name only
		{"ARKFREITH<<<<K<C", "ARKFREITH", "", false},
		{"NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K", true},
		{"GARCIA<<MARIA<<LOPEZ", "GARCIA", "MARIA LOPEZ", false}, // not by the book, and no filler
		{"KCK<<CK", "KCK", "CK", false},                          // letters that fillers are misread as
		{"<<ANNA", "ANNA", "", false},
	}
	for _, tt := range tests {
		got := parse(t, passport("L898902C3", "UTO", "740812", "F", "320415", "<<<<<<<<<<<<<<", tt.field))
		if got.Surname != tt.surname || got.GivenNames != tt.given || got.Truncated != tt.truncated || len(got.NameField) != 39 {
			t.Errorf("%s: got %q, %q, truncated %v", tt.field, got.Surname, got.GivenNames, got.Truncated)
		}
	}
}

func TestCodes(t *testing.T) {
	for code, want := range map[string]string{"D<<": "DEU", "GBN": "GBR", "XXA": "XXA", "UTO": "UTO", "ESP": "ESP"} {
		got := parse(t, passport("L898902C3", code, "740812", "<", "320415", "<<<<<<<<<<<<<<", "ERIKSSON<<ANNA"))
		if Alpha3(got.Nationality) != want || !Known(got.Nationality) || got.Sex != "" {
			t.Errorf("%s is %s, known %v, sex %q", code, got.Nationality, Known(got.Nationality), got.Sex)
		}
	}
	for _, code := range []string{"", "XYZ", "DE", "DEUX", "QQQ"} {
		if Known(code) {
			t.Errorf("%s is no code", code)
		}
	}
}

// A field whose check digit is wrong has no value; the others keep theirs.
func TestWrongCheckDigits(t *testing.T) {
	tests := []struct {
		name, old, new string
		field          Field
	}{
		{"number", "L898902C36", "L898902C37", FieldNumber},
		{"number misread", "L898902C36", "L8989O2C36", FieldNumber},
		{"birth date", "7408122", "7408132", FieldBirth},
		{"birth date that no digit fits", "7408122", "X408122", FieldBirth},
		{"birth date that two readings fit", "7408122", "7C4812C", FieldBirth},
		{"expiry date", "1204159", "1204169", FieldExpiry},
		{"optional data", "ZE184226B<<<<<1", "ZE184226C<<<<<1", FieldOptional},
		{"composite", "<10", "<11", FieldComposite},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(t, strings.Replace(specimenTD3, tt.old, tt.new, 1))
			if !failed(got, tt.field) || got.Holds(tt.field) {
				t.Fatalf("checks %v", got.Checks)
			}
			want := parse(t, specimenTD3)
			switch tt.field {
			case FieldNumber:
				want.Number = ""
			case FieldBirth:
				want.Birth = ""
			case FieldExpiry:
				want.Expiry = ""
			case FieldOptional:
				want.Optional = []string{""}
			}
			same(t, got, want)
		})
	}
}

// The filler that says "this number goes on" was misread as the digit that is
// right for the first nine characters (ICAO 9303-5, 4.2.2).
func TestNumberThatMayGoOn(t *testing.T) {
	got := parse(t, strings.Replace(longTD1, "D23145890<7349", "D2314589077349", 1))
	if got.Number != "" || !failed(got, FieldNumber) || !failed(got, FieldComposite) || got.Birth != "1934-07-12" {
		t.Errorf("got %+v", got)
	}
}

func TestRefused(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing", "", "it has 0"},
		{"one line of two", strings.Split(specimenTD3, "\n")[0], "it has 1"},
		{"four lines", specimenTD1 + "\nXX", "it has 4"},
		{"too long", strings.Repeat("<", 2000), "longer than"},
		{"another character", strings.Replace(specimenTD3, "ANNA", "ÄNNA", 1), "a character in line 1"},
		{"no document code", "9" + specimenTD3[1:], "does not begin"},
		{"a line too short", strings.Replace(specimenTD1, "7408122F1204159UTO<<<<<<<<<<<6", "7408122F1204159UTO6", 1), "characters in line 2"},
		{"a line too long", specimenTD1 + "ANNA", "characters in line 3"},
		{"a name missing", strings.Replace(specimenTD2, "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "", 1), "characters in line 1"},
		{"characters lost within a line", strings.Replace(specimenTD3, "7408122F", "408122F", 1), "second line"},
		{"no check digit is right", strings.Replace(specimenTD2, "D231458907UTO7408122F1204159", "D231458908UTO7408123F1204158", 1), "0 of those"},
		{"one check digit is right", strings.Replace(specimenTD2, "D231458907UTO7408122F", "D231458908UTO7408123F", 1), "1 of those"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse(tt.in, now)
			if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), tt.want) || fault.HintOf(err) == "" {
				t.Errorf("error %v", err)
			}
			if err != nil && strings.Contains(err.Error()+fault.HintOf(err), "ERIKSSON") {
				t.Errorf("the error repeats a value: %v", err)
			}
		})
	}
}

func TestLooks(t *testing.T) {
	for _, s := range []string{"", "Ada Lovelace", `{"name":"<<"}`, "<html>", "a < b", "<<<<<<<<<<<<<<<<<<<<<<<<<<\n<<<<<<<<<<<<<<<<<<<<<<<<<", "P<UTO\nX"} {
		if Looks(s) {
			t.Errorf("%q is taken for a machine-readable zone", s)
		}
	}
	// One line of a zone is none, but worth the error that says so.
	for _, s := range []string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"} {
		if _, err := Parse(s, time.Time{}); !Looks(s) || err == nil || !strings.Contains(err.Error(), "two or three lines; it has 1") {
			t.Errorf("%q: %v", s, err)
		}
	}
}
