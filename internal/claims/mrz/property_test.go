package mrz

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

const alphabet = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// TestOneWrongCharacter changes each character that a check digit covers into
// every other one. A document then says the same, or less: never something else.
// Characters of equal value modulo 10 are beyond a check digit.
func TestOneWrongCharacter(t *testing.T) {
	for _, specimen := range []string{specimenTD1, specimenTD2, specimenTD3, specimenA, specimenB, longTD1, longTD2} {
		want := parse(t, specimen)
		l := layoutOf(want.Format)
		start := func(line int) int { return line * (l.width + 1) }
		for _, s := range []span{l.birth, l.expiry, l.number} {
			for i := s.from; i <= s.to; i++ {
				at := start(s.line) + i
				for _, c := range []byte(alphabet) {
					if value(c)%10 == value(specimen[at])%10 {
						continue
					}
					got, err := Parse(specimen[:at]+string(rune(c))+specimen[at+1:], now)
					if err != nil {
						continue
					}
					if got.Birth != want.Birth && got.Birth != "" || got.Expiry != want.Expiry && got.Expiry != "" || got.Number != want.Number && got.Number != "" {
						t.Errorf("%s, line %d, position %d, %c for %c: %s, %s, %s", want.Format, s.line+1, i+1, c, specimen[at], got.Number, got.Birth, got.Expiry)
					}
					if isDigit(c) && isDigit(specimen[at]) && len(l.composite) > 0 && got.Holds(FieldComposite) {
						t.Errorf("%s: the composite check digit holds", want.Format)
					}
				}
			}
		}
	}
}

// TestDetects: any document made with right check digits is read as it was made,
// and one digit changed in it is always seen.
func TestDetects(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	pick := func(from string, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = from[rnd.IntN(len(from))]
		}
		return string(b)
	}
	for range 2000 {
		number, birth := pick(alphabet[1:], 9), pick("0123456789", 2)+"0"+pick("123456789", 1)+"1"+pick("0123456789", 1)
		lines := passport(number, "UTO", birth, "M", "3"+pick("0123", 1)+"0101", pick(alphabet[1:], 14), "ERIKSSON<<ANNA")
		d := parse(t, lines)
		if d.Number != number || d.Birth[2:4]+d.Birth[5:7]+d.Birth[8:] != birth || len(d.Repairs) > 0 || !d.Holds(FieldComposite) || !d.Holds(FieldOptional) {
			t.Fatalf("%s\nis read as %+v", lines, d)
		}
		at := 45 + 13 + rnd.IntN(7) // birth date and its check digit
		wrong := '0' + (lines[at]-'0'+1+byte(rnd.IntN(9)))%10
		d = parse(t, lines[:at]+string(rune(wrong))+lines[at+1:])
		if d.Birth != "" || !failed(d, FieldBirth) || d.Holds(FieldComposite) {
			t.Fatalf("%s\nposition %d as %c is not seen: %+v", lines, at-44, wrong, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{specimenTD1, specimenTD2, specimenTD3, specimenA, specimenB, longTD1, "", "<", "P<\n<", "«‹＜\r \n\n\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		Looks(s)
		d, err := Parse(s, now)
		if err != nil {
			if !fault.Is(err, fault.Usage) {
				t.Errorf("error of another kind: %v", err)
			}
			return
		}
		l := layoutOf(d.Format)
		if len(d.Lines) != l.lines || len(d.Lines[0]) != l.width || len(d.Optional) != len(l.optional) {
			t.Fatalf("lines %q", d.Lines)
		}
		if d.Holds(FieldBirth) == failed(d, FieldBirth) || failed(d, FieldBirth) && d.Birth != "" || failed(d, FieldNumber) && d.Number != "" {
			t.Errorf("a value without its check digit: %+v", d)
		}
		again, err := Parse(strings.Join(d.Lines, "\n"), now)
		if err != nil {
			t.Fatalf("%q is refused once repaired: %v", d.Lines, err)
		}
		same(t, again, d)
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(specimenTD3, now); err != nil {
			b.Fatal(err)
		}
	}
}
