package clitest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// errAbsent is the failure of a path that leads nowhere.
var errAbsent = errors.New("there is nothing")

func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: [!] json FILE PATH [VALUE]")
	}
	doc, err := decodeAll(ts.ReadFile(args[0]))
	ts.Check(err)
	got, err := at(doc, args[1])
	found := err == nil
	if err != nil && !errors.Is(err, errAbsent) {
		ts.Fatalf("%s: %v", args[1], err)
	}
	if len(args) == 3 {
		found = found && got == args[2]
	}
	switch {
	case found && neg:
		ts.Fatalf("%s is %s", args[1], got)
	case !found && !neg && err != nil:
		ts.Fatalf("%s: %v", args[1], err)
	case !found && !neg:
		ts.Fatalf("%s is %s, want %s", args[1], got, args[2])
	}
}

func cmdSave(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: save NAME FILE PATH")
	}
	doc, err := decodeAll(ts.ReadFile(args[1]))
	ts.Check(err)
	value, err := at(doc, args[2])
	ts.Check(err)
	ts.Setenv(args[0], value)
}

// decodeAll reads one JSON value, or several as an array.
func decodeAll(text string) (any, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var all []any
	for {
		var v any
		err := dec.Decode(&v)
		switch {
		case errors.Is(err, io.EOF) && len(all) == 1:
			return all[0], nil
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("this is not JSON: %w\n%s", err, text)
		}
		all = append(all, v)
	}
}

var step = regexp.MustCompile(`^(?:\.([A-Za-z0-9_-]+)|\[(\d+)\]|(\[\])$)`)

// at follows a path and returns what is there as text.
func at(v any, path string) (string, error) {
	for rest := strings.TrimSuffix(path, "."); rest != ""; {
		m := step.FindStringSubmatch(rest)
		if m == nil {
			return "", fmt.Errorf("%q is no path", rest)
		}
		rest = rest[len(m[0]):]
		switch x := v.(type) {
		case map[string]any:
			if m[3] != "" {
				return strconv.Itoa(len(x)), nil
			}
			inner, ok := x[m[1]]
			if !ok || m[1] == "" {
				return "", fmt.Errorf("%w at %s", errAbsent, m[0])
			}
			v = inner
		case []any:
			if m[3] != "" {
				return strconv.Itoa(len(x)), nil
			}
			i, err := strconv.Atoi(m[2])
			if err != nil || i >= len(x) {
				return "", fmt.Errorf("%w at %s", errAbsent, m[0])
			}
			v = x[i]
		default:
			return "", fmt.Errorf("%w at %s", errAbsent, m[0])
		}
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	data, err := json.Marshal(v)
	return string(data), err
}
