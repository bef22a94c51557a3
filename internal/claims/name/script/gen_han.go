//go:build ignore

// Command gen_han makes han.txt.gz of the Unihan database:
//
//	go run gen_han.go DIR   # with Unihan_Readings.txt, Unihan_Variants.txt, ...
//
// It keeps the characters of everyday use and of names: those of IICore, of
// China's general standard list, of Japan's lists for schools and for names and
// of Korea's list for names.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func main() {
	chars := map[rune]map[string]string{}
	for _, file := range []string{"Readings", "Variants", "IRGSources", "OtherMappings", "DictionaryLikeData"} {
		read(filepath.Join(os.Args[1], "Unihan_"+file+".txt"), chars)
	}
	var lines []string
	for r, c := range chars {
		if line := describe(r, c); line != "" {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("han.txt.gz", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

func read(file string, chars map[rune]map[string]string) {
	f, err := os.Open(file)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		field := strings.Split(s.Text(), "\t")
		if len(field) != 3 || !strings.HasPrefix(field[0], "U+") {
			continue
		}
		r := code(field[0])
		if chars[r] == nil {
			chars[r] = map[string]string{}
		}
		chars[r][field[1]] = field[2]
	}
}

func code(s string) rune {
	n, err := strconv.ParseInt(s[len("U+"):], 16, 32)
	if err != nil {
		log.Fatal(err)
	}
	return rune(n)
}

// describe writes a character with its readings: Mandarin, Cantonese, Korean,
// Japanese, Vietnamese, and its simplified form, separated by semicolons.
func describe(r rune, c map[string]string) string {
	if c["kIICore"]+c["kTGH"]+c["kJoyoKanji"]+c["kJinmeiyoKanji"]+c["kKoreanName"] == "" {
		return ""
	}
	mandarin := readings(c["kMandarin"], plain)
	for _, p := range strings.Fields(c["kXHC1983"]) {
		mandarin = add(mandarin, plain(p[strings.Index(p, ":")+1:]))
	}
	cantonese := readings(c["kCantonese"], func(s string) string { return strings.Trim(s, "0123456789") })
	korean := readings(c["kHangul"], func(s string) string { return s[:strings.Index(s, ":")] })
	japanese := readings(c["kJapaneseOn"]+" "+c["kJapaneseKun"], strings.ToLower)
	japanese = slices.DeleteFunc(japanese, func(s string) bool { return len(s) > 8 })
	if len(japanese) > 8 {
		japanese = japanese[:8]
	}
	simplified := ""
	if s := strings.Fields(c["kSimplifiedVariant"]); len(s) == 1 && code(s[0]) != r {
		simplified = string(code(s[0]))
	}
	if len(mandarin)+len(japanese)+len(korean) == 0 {
		return ""
	}
	return strings.Join([]string{
		string(r), strings.Join(mandarin, " "), strings.Join(cantonese, " "), strings.Join(korean, " "),
		strings.Join(japanese, " "), strings.Join(readings(c["kVietnamese"], plain), " "), simplified,
	}, ";")
}

func readings(s string, fold func(string) string) []string {
	var out []string
	for _, f := range strings.Fields(s) {
		out = add(out, fold(f))
	}
	return out
}

func add(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// plain drops tones, but keeps ü apart from u as v.
func plain(s string) string {
	s = strings.NewReplacer("ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "đ", "d").Replace(norm.NFC.String(s))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}
