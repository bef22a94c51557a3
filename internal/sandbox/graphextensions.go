package sandbox

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// graphExtensions is directoryObject: getAvailableExtensionProperties: the
// sandbox's directory extensions, and those that SetAttribute brought in.
func (s *Server) graphExtensions(x *exchange) {
	var ask struct {
		Synced *bool `json:"isSyncedFromOnPremises"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, 64<<10))
	if err != nil || len(body) > 0 && json.Unmarshal(body, &ask) != nil {
		x.graphError(http.StatusBadRequest, "Request_BadRequest", "Unable to read JSON request payload.")
		return
	}
	c := s.o.Entra
	c.mu.RLock()
	more := slices.Sorted(maps.Keys(c.extensions))
	c.mu.RUnlock()
	own := []string{s.ExtensionName("dateOfBirth"), s.ExtensionName("badgeNumber")}
	names := append(own, slices.DeleteFunc(more, func(name string) bool { return slices.Contains(own, name) })...)
	if ask.Synced != nil && *ask.Synced {
		names = nil // nothing here comes from an on-premises directory
	}
	var objects [][]byte
	for n, name := range names {
		dataType := "String"
		if strings.HasSuffix(name, "_badgeNumber") {
			dataType = "Integer"
		}
		b := appendField([]byte{'{'}, "id", c.uuid(streamExtension, n))
		b = append(b, `,"deletedDateTime":null,"appDisplayName":"Sandbox"`...)
		b = appendField(b, "dataType", dataType)
		b = append(b, `,"isMultiValued":false,"isSyncedFromOnPremises":false`...)
		b = appendField(b, "name", name)
		objects = append(objects, append(b, `,"targetObjects":["User"]}`...))
	}
	x.graphValue(x.graphHead("extensionProperties"), objects, nil, nil)
}
