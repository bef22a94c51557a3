package entra

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/groups"
	"github.com/microsoftgraph/msgraph-sdk-go/users"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

// pageSize is the most Graph gives at once for users.
const pageSize = 999

// authenticator puts the access token on requests for Graph. The SDK's own
// provider compares host names without ports and leaves the token off, without
// a word, where they differ; this one compares origins and fails.
type authenticator struct {
	tokens *tokens
	graph  *url.URL
}

// AuthenticateRequest implements kiota's AuthenticationProvider.
func (a *authenticator) AuthenticateRequest(ctx context.Context, info *abs.RequestInformation, _ map[string]any) error {
	u, err := info.GetUri()
	if err != nil {
		return err
	}
	if u.User != nil || !sameOrigin(u, a.graph) {
		return fault.New(fault.Internal, "refused to send the access token to %s", u.Host)
	}
	token, err := a.tokens.get(ctx)
	if err != nil {
		return err
	}
	info.Headers.Add("Authorization", "Bearer "+token)
	return nil
}

// baseURL is the path parameter the SDK's URL templates begin with.
func (s *Source) baseURL() map[string]string {
	return map[string]string{"baseurl": s.at.graph.String()}
}

// headers are those of every request that reads people in bulk. The priority
// lets Graph serve the tenant's other apps first when it has to throttle
// (https://learn.microsoft.com/graph/throttling).
func headers(f form) *abs.RequestHeaders {
	h := abs.NewRequestHeaders()
	h.Add("x-ms-throttle-priority", "low")
	if f == formAdvanced {
		h.Add("ConsistencyLevel", string(f))
	}
	return h
}

// query is what the first page of a listing is asked for with.
type query struct {
	group  string   // its members, including those of nested groups; "": everybody
	filter string   // see Options.Filter; "": all
	fields []string // for $select
	top    int32    // people on a page
	form   form
}

// listRequest builds the first request of a listing.
func (s *Source) listRequest(ctx context.Context, q query) (*abs.RequestInformation, error) {
	var filter *string
	if q.filter != "" {
		filter = &q.filter
	}
	var count *bool // the advanced form takes it
	if q.form == formAdvanced {
		yes := true
		count = &yes
	}
	if q.group == "" {
		return users.NewUsersRequestBuilderInternal(s.baseURL(), s.adapter).ToGetRequestInformation(ctx,
			&users.UsersRequestBuilderGetRequestConfiguration{
				Headers: headers(q.form),
				QueryParameters: &users.UsersRequestBuilderGetQueryParameters{
					Select: q.fields, Top: &q.top, Filter: filter, Count: count,
				},
			})
	}
	info, err := groups.NewGroupsRequestBuilderInternal(s.baseURL(), s.adapter).
		ByGroupId(q.group).TransitiveMembers().GraphUser().ToGetRequestInformation(ctx,
		&groups.ItemTransitiveMembersGraphUserRequestBuilderGetRequestConfiguration{
			Headers: headers(q.form),
			QueryParameters: &groups.ItemTransitiveMembersGraphUserRequestBuilderGetQueryParameters{
				Select: q.fields, Top: &q.top, Filter: filter, Count: count,
			},
		})
	return plainCast(info, err)
}

// nestedRequest builds the request for the groups inside a group, at any depth.
func (s *Source) nestedRequest(ctx context.Context, group string, f form) (*abs.RequestInformation, error) {
	top := int32(pageSize)
	var count *bool
	if f == formAdvanced {
		yes := true
		count = &yes
	}
	info, err := groups.NewGroupsRequestBuilderInternal(s.baseURL(), s.adapter).
		ByGroupId(group).TransitiveMembers().GraphGroup().ToGetRequestInformation(ctx,
		&groups.ItemTransitiveMembersGraphGroupRequestBuilderGetRequestConfiguration{
			Headers: headers(f),
			QueryParameters: &groups.ItemTransitiveMembersGraphGroupRequestBuilderGetQueryParameters{
				Select: []string{propID}, Top: &top, Count: count,
			},
		})
	return plainCast(info, err)
}

// plainCast writes the cast in a path out. The SDK abbreviates the namespace;
// the documented path does not, and gateways may know only that one.
func plainCast(info *abs.RequestInformation, err error) (*abs.RequestInformation, error) {
	if err == nil {
		info.UrlTemplate = strings.Replace(info.UrlTemplate, "/graph.", "/microsoft.graph.", 1)
	}
	return info, err
}

// linkRequest builds the request for a further page. Its address is used as
// Graph gave it: it already holds everything but the headers.
func (s *Source) linkRequest(ctx context.Context, link string, f form) (*abs.RequestInformation, error) {
	return users.NewUsersRequestBuilder(link, s.adapter).ToGetRequestInformation(ctx,
		&users.UsersRequestBuilderGetRequestConfiguration{Headers: headers(f)})
}

// userRequest builds the request for one person. It is answered by the
// directory itself and by no index.
func (s *Source) userRequest(ctx context.Context, id string) (*abs.RequestInformation, error) {
	return users.NewUsersRequestBuilderInternal(s.baseURL(), s.adapter).ByUserId(id).ToGetRequestInformation(ctx,
		&users.UserItemRequestBuilderGetRequestConfiguration{
			Headers:         headers(formPlain),
			QueryParameters: &users.UserItemRequestBuilderGetQueryParameters{Select: s.plan.properties},
		})
}

// countRequest builds the request for the number of users in scope. Graph
// answers it only with eventual consistency.
func (s *Source) countRequest(ctx context.Context) (*abs.RequestInformation, error) {
	var filter *string
	if s.filter != "" {
		filter = &s.filter
	}
	h := abs.NewRequestHeaders()
	h.Add("ConsistencyLevel", string(formAdvanced))
	return users.NewUsersRequestBuilderInternal(s.baseURL(), s.adapter).Count().ToGetRequestInformation(ctx,
		&users.CountRequestBuilderGetRequestConfiguration{
			Headers: h, QueryParameters: &users.CountRequestBuilderGetQueryParameters{Filter: filter},
		})
}

// The requests for which the SDK has no parameters, or no package that is worth
// its size.
const (
	usersDelta = "{+baseurl}/users/delta{?%24deltatoken,%24select}"
	// groupsDelta follows the membership of the groups that filter names.
	groupsDelta = "{+baseurl}/groups/delta{?%24deltatoken,%24select,%24filter}"
	extensions  = "{+baseurl}/directoryObjects/getAvailableExtensionProperties"
)

// latestRequest builds the request for a link to whatever changes from now on.
// What is selected is encoded in the link.
func (s *Source) latestRequest(template string, fields []string, filter string) *abs.RequestInformation {
	info := abs.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(abs.GET, template, s.baseURL())
	info.Headers.AddAll(headers(formPlain))
	info.Headers.Add("Accept", "application/json")
	info.QueryParameters["%24deltatoken"] = "latest"
	if filter != "" {
		info.QueryParameters["%24filter"] = filter
	}
	list := make([]any, len(fields))
	for i, f := range fields {
		list[i] = f
	}
	info.QueryParametersAny["%24select"] = list
	return info
}

// extensionsRequest builds the request for the directory extensions of the
// tenant: a POST that changes nothing.
func (s *Source) extensionsRequest() *abs.RequestInformation {
	info := abs.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(abs.POST, extensions, s.baseURL())
	info.Headers.Add("Accept", "application/json")
	info.SetStreamContentAndContentType([]byte("{}"), "application/json")
	return info
}

// reply is an answer of Graph, of any status.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// send authenticates and sends what build makes. A token that is refused is
// replaced once: it may have been revoked, or the service's keys have changed.
func (s *Source) send(ctx context.Context, build func() (*abs.RequestInformation, error)) (reply, error) {
	for renewed := false; ; renewed = true {
		info, err := build()
		if err != nil {
			return reply{}, fault.Wrap(err, fault.Internal, "the Microsoft Graph SDK cannot build the request")
		}
		native, err := s.adapter.ConvertToNativeRequest(ctx, info)
		if err != nil {
			return reply{}, err
		}
		req, ok := native.(*http.Request)
		if !ok {
			return reply{}, fault.New(fault.Internal, "the Microsoft Graph SDK made a %s", fmt.Sprintf("%T", native))
		}
		if content := info.Content; content != nil { // the SDK leaves out what a retry takes
			req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
		}
		resp, body, err := httpx.Do(s.client, req)
		if err != nil {
			return reply{}, err
		}
		if resp.StatusCode == http.StatusUnauthorized && !renewed {
			s.tokens.forget()
			continue
		}
		return reply{resp.StatusCode, resp.Header, body}, nil
	}
}
