package store

import (
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
)

// kinds are the hint kinds by the digit they are stored as. The order is that
// of precedence, so that the strongest sorts first; positions never change.
func kinds() [4]directory.HintKind {
	return [...]directory.HintKind{
		directory.HintLogin, directory.HintEmail, directory.HintAlias, directory.HintEmployeeID,
	}
}

func kindDigit(k directory.HintKind) (int, error) {
	for i, known := range kinds() {
		if k == known {
			return i, nil
		}
	}
	return 0, fmt.Errorf("unknown kind of login hint %q", k)
}

func kindOf(digit int) (directory.HintKind, error) {
	all := kinds()
	if digit < 0 || digit >= len(all) {
		return "", fmt.Errorf("unknown kind of login hint %d in the store", digit)
	}
	return all[digit], nil
}

// hintsText encodes hints as directory_user.hints: a JSON list of texts, each
// the digit of the kind and the value. It keeps their order and SQL can take it
// apart when login_hint is filled.
func hintsText(hints []directory.Hint) (string, error) {
	b := make([]byte, 0, 128)
	b = append(b, '[')
	for i, h := range hints {
		digit, err := kindDigit(h.Kind)
		if err != nil {
			return "", err
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, string(rune('0'+digit))+h.Value)
	}
	return string(append(b, ']')), nil
}

// hintsOf reads what hintsText wrote.
func hintsOf(text string) ([]directory.Hint, error) {
	hints := make([]directory.Hint, 0, 4)
	rest, ok := strings.CutPrefix(text, "[")
	for ok && rest != "]" {
		var item string
		if item, rest, ok = cutString(rest, ",]"); !ok {
			break
		}
		if item == "" {
			return nil, fmt.Errorf("an empty login hint is stored")
		}
		kind, err := kindOf(int(item[0]) - '0')
		if err != nil {
			return nil, err
		}
		hints = append(hints, directory.Hint{Kind: kind, Value: item[1:]})
	}
	if !ok {
		return nil, fmt.Errorf("stored login hints cannot be read")
	}
	return hints, nil
}
