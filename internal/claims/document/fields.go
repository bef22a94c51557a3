package document

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// text returns a text value without space around it: "" for an absent key, null
// and white space.
func (o object) text(path, key string) (string, error) {
	v := o.get(key)
	if v == nil {
		return "", nil
	}
	if v[0] != '"' {
		return "", refuse("has %s that is %s, not a text", path+short(key), kindOf(v))
	}
	return checked(path+key, unquote(v))
}

// texts reads several text fields of one object at once.
func (o object) texts(path string, keys ...string) ([]string, error) {
	out := make([]string, len(keys))
	for i, k := range keys {
		v, err := o.text(path, k)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func checked(name, v string) (string, error) {
	if p := problemOf(v); p != "" {
		return "", refuse("has %s in %s", p, short(name))
	}
	return strings.TrimSpace(v), nil
}

// scalar returns a text or a number as text; ok is false for anything else and
// for a text that cannot be a claim.
func (v value) scalar() (s string, ok bool) {
	switch {
	case v == nil:
		return "", true
	case v[0] == '"':
		s = unquote(v)
	case isNumber(v):
		s = string(v)
	default:
		return "", false
	}
	return strings.TrimSpace(s), problemOf(s) == ""
}

func isNumber(v value) bool { return v[0] == '-' || v[0] >= '0' && v[0] <= '9' }

// child returns a nested object: nil for an absent key and null.
func (o object) child(key string) (object, error) {
	switch v := o.get(key); {
	case v == nil:
		return nil, nil
	case v[0] == '{':
		return objectOf(v), nil
	default:
		return nil, refuse("has %s that is %s, not an object", short(key), kindOf(v))
	}
}

// children returns the objects of a key that has one of them or an array.
func (o object) children(key string) ([]object, error) {
	v := o.get(key)
	if v == nil {
		return nil, nil
	}
	if v[0] == '{' {
		return []object{objectOf(v)}, nil
	}
	var out []object
	var err error
	if v[0] == '[' {
		rawjson.Walk(v, func(_, e []byte) {
			switch {
			case err != nil:
			case e[0] != '{':
				err = refuse("has %s with %s in it; they must be objects", short(key), kindOf(e))
			case len(out) == maxEntries:
				err = refuse("has more than %d %s", maxEntries, short(key))
			default:
				out = append(out, objectOf(e))
			}
		})
		return out, err
	}
	return nil, refuse("has %s that is %s, not an object or an array of them", short(key), kindOf(v))
}

// list returns the texts of an array, or one text; ok is false for anything
// else.
func (v value) list() (out []string, ok bool) {
	if v == nil || v[0] != '[' {
		s, ok := v.scalar()
		return []string{s}, ok
	}
	ok = true
	rawjson.Walk(v, func(_, e []byte) {
		s, isText := value(e).scalar()
		if ok = ok && isText; s != "" {
			out = append(out, s)
		}
	})
	return out, ok
}

// lines returns a text, or an array of texts as its lines.
func (o object) lines(key string) (string, error) {
	lines, ok := o.get(key).list()
	if !ok {
		return "", refuse("has %s that is neither a text nor lines of text", short(key))
	}
	return strings.Join(lines, "\n"), nil
}

func set(s claims.Set, k, v string) {
	if v != "" {
		s[k] = v
	}
}
