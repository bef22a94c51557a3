package okta

import (
	"net/http"
	"net/url"
	"testing"
)

func TestParseLinks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines []string
		next  string
		any   bool
	}{
		"none":               {nil, "", false},
		"separate":           {[]string{`<https://x/a>; rel="self"`, `<https://x/b?after=1>; rel="next"`}, "https://x/b?after=1", true},
		"joined":             {[]string{`<https://x/a>; rel="self", <https://x/b>; rel="next"`}, "https://x/b", true},
		"joined, next first": {[]string{`<https://x/b>; rel="next",<https://x/a>; rel="self"`}, "https://x/b", true},
		"comma in the URL":   {[]string{`<https://x/b?f=a,b;c>; rel="next"`}, "https://x/b?f=a,b;c", true},
		"comma in a title":   {[]string{`<https://x/a>; title="a, <b>; rel=\"next\""; rel="self", <https://x/b>; rel=next`}, "https://x/b", true},
		"unquoted":           {[]string{`<https://x/b>;rel=next;x=y`}, "https://x/b", true},
		"capitals":           {[]string{`<https://x/b>; REL="NEXT"`}, "https://x/b", true},
		"several relations":  {[]string{`<https://x/b>; rel="last next"`}, "https://x/b", true},
		"first rel counts":   {[]string{`<https://x/b>; rel="self"; rel="next"`}, "", true},
		"no rel":             {[]string{`<https://x/b>`}, "", true},
		"valueless":          {[]string{`<https://x/b>; crossorigin; rel="next"`}, "https://x/b", true},
		"nextish":            {[]string{`<https://x/b>; rel="nextpage"`, `<https://x/c>; title=next`}, "", true},
		"twice the same":     {[]string{`<https://x/b>; rel="next"`, `<https://x/b>; rel="next"`}, "https://x/b", true},
		"empty elements":     {[]string{`, ,<https://x/b>; rel="next", `}, "https://x/b", true},
	} {
		got, err := parseLinks(http.Header{"Link": c.lines})
		if err != nil || got.next != c.next || got.any != c.any {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for _, bad := range []string{`x`, `<https://x`, `<https://x> rel=next`, `<https://x>; rel="next`, `<a>; rel=self, b`} {
		if got, err := parseLinks(http.Header{"Link": {bad}}); err == nil {
			t.Errorf("%q gives %+v", bad, got)
		}
	}
}

func TestNextCursor(t *testing.T) {
	t.Parallel()
	asked, _ := url.Parse("https://corp.okta.com/api/v1/users?search=status+pr&limit=200")
	for _, next := range []string{
		"https://corp.okta.com/api/v1/users?after=a%2Bb%3D&limit=200", "https://CORP.okta.com:443/api/v1/users?after=a%2Bb%3D",
		"/api/v1/users?after=a%2Bb%3D", "?after=a%2Bb%3D",
	} {
		if got, err := nextCursor(asked, next); got != "a+b=" || err != nil {
			t.Errorf("%s: %q, %v", next, got, err)
		}
	}
	for _, next := range []string{
		"http://corp.okta.com/api/v1/users?after=a", "https://corp.okta.com.evil.example/api/v1/users?after=a",
		"https://corp.okta.com:8443/api/v1/users?after=a", "//evil.example/api/v1/users?after=a",
		"https://corp.okta.com/api/v1/users/?after=a", "https://corp.okta.com/api/v1/users", "?after=", "?after=%zz", ":",
	} {
		if got, err := nextCursor(asked, next); err == nil {
			t.Errorf("%s gives %q", next, got)
		}
	}
}

func FuzzParseLinks(f *testing.F) {
	f.Add(`<https://x/a>; rel="self", <https://x/b>; rel="next"`)
	f.Add(`<a>; rel="n\"`)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseLinks(http.Header{"Link": {s}})
		if err == nil && got.next != "" && !got.any {
			t.Errorf("%q: a next link but no links", s)
		}
	})
}
