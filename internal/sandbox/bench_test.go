package sandbox

import (
	"io"
	"net/http"
	"net/url"
	"testing"
)

// discard is a response writer that keeps nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) WriteHeader(int)             {}
func (d discard) Write(b []byte) (int, error) { return len(b), nil }

// benchmarkListing measures what the server itself spends per person, without
// the client's side of the connection.
func benchmarkListing(b *testing.B, path, auth string, s *Server, perPage int) {
	b.ReportAllocs()
	h := s.handler()
	var bytes int64
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), "GET", s.OktaURL()+path, nil)
		if err != nil {
			b.Fatal(err)
		}
		r.RequestURI = path
		r.Header.Set("Authorization", auth)
		h.ServeHTTP(discard{http.Header{}}, r)
		bytes++
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(bytes)/float64(perPage), "ns/user")
}

func BenchmarkOktaPage(b *testing.B) {
	c := company(50000)
	s := start(b, Options{Okta: c})
	benchmarkListing(b, "/api/v1/users?limit=200&search=status+pr", ssws(s), s, 200)
}

func BenchmarkGraphPage(b *testing.B) {
	c := company(50000)
	s := start(b, Options{Entra: c})
	const fields = "id,userPrincipalName,mail,accountEnabled,givenName,surname,displayName,employeeId,mobilePhone,streetAddress,city,state,postalCode,country,otherMails,proxyAddresses,onPremisesExtensionAttributes"
	benchmarkListing(b, "/v1.0/users?$top=999&$select="+fields, graphToken(b, s), s, 999)
}

// BenchmarkOktaWalk50k lists a company over HTTP with a client that only reads.
func BenchmarkOktaWalk50k(b *testing.B) {
	s := start(b, Options{Okta: company(50000)})
	for b.Loop() {
		pages := 0
		for u := s.OktaURL() + "/api/v1/users?limit=200&search=" + url.QueryEscape("status pr"); u != ""; pages++ {
			r, err := http.NewRequestWithContext(b.Context(), "GET", u, nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Authorization", ssws(s))
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			u = answer{Response: resp}.oktaNext()
		}
		if pages != 250 {
			b.Fatalf("%d pages", pages)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/50000, "ns/user")
}
