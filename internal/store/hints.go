package store

import (
	"encoding/json"
	"fmt"

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

func hintsOf(text string) ([]directory.Hint, error) {
	var list []string
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("reading stored login hints: %w", err)
	}
	hints := make([]directory.Hint, len(list))
	for i, item := range list {
		if item == "" {
			return nil, fmt.Errorf("an empty login hint is stored")
		}
		kind, err := kindOf(int(item[0]) - '0')
		if err != nil {
			return nil, err
		}
		hints[i] = directory.Hint{Kind: kind, Value: item[1:]}
	}
	return hints, nil
}
