package timespan_test

import (
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/timespan"
)

func TestParse(t *testing.T) {
	const day = 24 * time.Hour
	tests := []struct {
		text    string
		want    time.Duration
		written string
	}{
		{"24h", day, "1d"},
		{"7d", 7 * day, "7d"},
		{"2w", 14 * day, "14d"},
		{"1w2d", 9 * day, "9d"},
		{"1d12h", 36 * time.Hour, "1d12h"},
		{"1.5d", 36 * time.Hour, "1d12h"},
		{"90m", 90 * time.Minute, "1h30m"},
		{"250ms", 250 * time.Millisecond, "250ms"},
		{"1m1ms", time.Minute + time.Millisecond, "1m1ms"},
		{" 30D ", 30 * day, "30d"},
		{"0d", 0, "0s"},
		{"0", 0, "0s"},
	}
	for _, tt := range tests {
		got, err := timespan.Parse(tt.text)
		if err != nil || got != tt.want {
			t.Errorf("Parse(%q) = %v, %v; want %v", tt.text, got, err, tt.want)
		}
		if s := timespan.String(got); s != tt.written {
			t.Errorf("String(%v) = %q, want %q", got, s, tt.written)
		}
		if again, err := timespan.Parse(tt.written); err != nil || again != tt.want {
			t.Errorf("Parse(%q) = %v, %v; want %v", tt.written, again, err, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", "  ", "7", "d", "-1d", "+1d", "1 d", "7days", "7 d", "1h1d", "1d1d", "1..5d", ".", ".d",
		"1e3d", "infd", "nand", "99999999999w", "1µs", "1d\x1b[31m",
	} {
		if d, err := timespan.Parse(text); !fault.Is(err, fault.Usage) {
			t.Errorf("Parse(%q) = %v, %v; want usage", text, d, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1w2d3h4m5s6ms", "0", "1.5d", "9223372036s", "1d-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := timespan.Parse(s)
		if err != nil {
			return
		}
		if d < 0 {
			t.Fatalf("Parse(%q) = %v", s, d)
		}
		whole := d.Truncate(time.Millisecond)
		if again, err := timespan.Parse(timespan.String(d)); err != nil || again.Truncate(time.Millisecond) != whole &&
			d < 1<<52 { // beyond, a float64 holds no single nanoseconds
			t.Errorf("%q: %v, written %s, read %v, %v", s, d, timespan.String(d), again, err)
		}
	})
}
