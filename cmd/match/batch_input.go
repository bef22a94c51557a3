package match

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// The formats of a batch.
const (
	batchAuto  = "auto"
	batchJSONL = "jsonl"
	batchCSV   = "csv"
)

// The keys of a line that are no claims.
const (
	keyHint   = "login_hint"
	keyID     = "id"
	keyClaims = "claims"
)

// batchLine is one line of a batch as it came: JSON, or the fields of CSV.
type batchLine struct {
	number int // from 1; of several lines the first
	text   []byte
	fields []string
	err    error // why it cannot be looked at, nil otherwise
}

// request is what a line asks: is the document that of the person the login
// hint stands for?
type request struct {
	id   json.RawMessage // JSON string or number, nil without one
	hint string
	doc  document.Document
}

// batchSource yields the lines of a batch and takes them apart.
type batchSource struct {
	next func() ([]batchLine, error)
	read func(batchLine) (request, error)
}

// openBatch begins to read a batch. The format is told by the name of the file
// or by its first character where it is not given.
func openBatch(in io.Reader, name, format string, o document.Options) (batchSource, error) {
	r := bufio.NewReaderSize(in, 64<<10)
	if format == batchAuto {
		format = formatByName(name)
	}
	if format == batchAuto {
		first, err := firstChar(r)
		if err != nil {
			return batchSource{}, fault.Wrap(err, fault.Usage, "--batch cannot be read")
		}
		if format = batchCSV; first == '{' {
			format = batchJSONL
		}
	}
	if format == batchCSV {
		return openCSV(newLineReader(r))
	}
	lines := newLineReader(r)
	return batchSource{
		next: func() ([]batchLine, error) {
			some, err := lines.batch()
			out := make([]batchLine, len(some))
			for i, l := range some {
				out[i] = batchLine{number: l.number, text: l.text, err: l.err}
			}
			return out, err
		},
		read: func(l batchLine) (request, error) { return readObject(l.text, o) },
	}, nil
}

func formatByName(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".tsv":
		return batchCSV
	case ".jsonl", ".ndjson", ".json":
		return batchJSONL
	}
	return batchAuto
}

// firstChar returns the first character that is neither space nor a byte order
// mark, 0 when there is none among the first ones.
func firstChar(r *bufio.Reader) (byte, error) {
	for n := 1; n <= 4096; n++ {
		b, err := r.Peek(n)
		if len(b) < n {
			if errors.Is(err, io.EOF) {
				return 0, nil
			}
			return 0, err
		}
		switch c := b[n-1]; {
		case c == 0xef || c == 0xbb || c == 0xbf || c < 0x80 && unicode.IsSpace(rune(c)):
		default:
			return c, nil
		}
	}
	return 0, nil
}

var errNoObject = errors.New(`it is not a JSON object such as {"login_hint":"ada@corp.example","claims":{...}}`)

// readObject takes a line of JSON apart. The claims are in an object of their
// own, in any form a document has, or beside the login hint.
func readObject(line []byte, o document.Options) (request, error) {
	line = bytes.TrimSpace(line)
	if !rawjson.IsObject(line) || !rawjson.Valid(line) {
		return request{}, errNoObject
	}
	var req request
	own := map[string][]byte{}
	flat := append(make([]byte, 0, len(line)), '{')
	var twice string
	rawjson.Walk(line, func(key, value []byte) {
		k := rawjson.Unquote(key)
		if k == keyHint || k == keyID || k == keyClaims {
			if _, seen := own[k]; seen {
				twice = k
			}
			own[k] = value
			return
		}
		if len(flat) > 1 {
			flat = append(flat, ',')
		}
		flat = append(append(append(flat, key...), ':'), value...)
	})
	flat = append(flat, '}')
	if twice != "" {
		return request{}, fmt.Errorf("it has %s twice", twice)
	}
	var err error
	if req.hint, err = textOf(own[keyHint]); err != nil {
		return request{}, fmt.Errorf("%s is neither a text nor a number", keyHint)
	}
	if id := own[keyID]; !rawjson.IsNull(id) {
		if _, err := textOf(id); err != nil {
			return request{}, fmt.Errorf("%s is neither a text nor a number", keyID)
		}
		req.id = json.RawMessage(id)
	}
	if rawjson.IsNull(own[keyClaims]) {
		req.doc, err = document.FromObject(flat, o)
		return req, err
	}
	if len(flat) > len(`{}`) {
		return req, fmt.Errorf("there is something beside %s, %s and %s; claims have to be in one place", keyID, keyHint, keyClaims)
	}
	claims := own[keyClaims]
	if claims[0] == '"' { // the lines of a machine-readable zone
		claims = []byte(rawjson.Unquote(claims))
	}
	req.doc, err = document.FromObject(claims, o)
	return req, err
}

// textOf returns a JSON text or number as text, "" for null.
func textOf(raw []byte) (string, error) {
	switch {
	case rawjson.IsNull(raw):
		return "", nil
	case raw[0] == '"':
		return rawjson.Unquote(raw), nil
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		return string(raw), nil
	}
	return "", errNoObject
}
