using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Api.Errors;

/// <summary>The page that explains every code, at /docs/errors for people who follow a problem's type, and as docs/errors.md.</summary>
internal static class ErrorPage
{
    private const string Introduction =
        "Every failure is a problem (RFC 9457): application/problem+json with a status, a code that never changes, and a sentence. The type of a problem is a reference to "
        + "its section here; it resolves against the address of the API. Programs decide by the code; the sentence is for people, and may change.";

    private static readonly (CodePlace Place, string Title, string Text)[] Chapters =
    [
        (CodePlace.Request, "Failures of a request", "The code of the problem. Any operation can answer these that its description lists."),
        (CodePlace.Rule, "Rules", "The code of the problem, with the status 409: the present state of the data forbids it. Words in braces stand for what the request is about; details holds facts for programs."),
        (CodePlace.Input, "Input", "The codes inside errors, in a problem with the status 400 and the code request.invalid: each with a JSON pointer into the body or the name of a parameter."),
    ];

    public static void MapErrorPage(this WebApplication app) =>
        app.MapGet("/docs/errors", (ErrorCatalogue catalogue) => Results.Content(Html(catalogue), "text/html; charset=utf-8")).ExcludeFromDescription().AllowAnonymous();

    public static string Markdown(ErrorCatalogue catalogue)
    {
        var page = new StringBuilder("# Errors\n\n<!-- Written by ./dev openapi from the catalogues in the code. -->\n\n").Append(Introduction).Append("\n\nA running app shows this page at `/docs/errors`.\n");
        foreach (var (place, title, text) in Chapters)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n{text}\n\n| code | status | what is the matter | what to do |\n|---|---|---|---|\n");
            foreach (var e in catalogue.All.Where(e => e.Place == place))
                page.Append(CultureInfo.InvariantCulture, $"| <a id=\"{e.Code}\"></a>`{e.Code}` | {e.Status} | {e.Meaning}{Facts(e)} | {e.Remedy} |\n");
        }
        return page.ToString();
    }

    private static string Html(ErrorCatalogue catalogue)
    {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<title>Crm API: errors</title><link rel=\"stylesheet\" href=\"/docs-page/errors.css\"></head><body><main>\n<h1>Errors</h1>\n<p>").Append(Text(Introduction)).Append("</p>\n<nav><ul>");
        foreach (var (place, title, _) in Chapters) page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{place.ToString().ToLowerInvariant()}\">{title}</a></li>");
        page.Append("</ul></nav>\n");
        foreach (var (place, title, text) in Chapters)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{place.ToString().ToLowerInvariant()}\">{title}</h2>\n<p>{Text(text)}</p>\n");
            foreach (var e in catalogue.All.Where(e => e.Place == place))
                page.Append(CultureInfo.InvariantCulture, $"<section id=\"{e.Code}\"><h3><a href=\"#{e.Code}\"><code>{e.Code}</code></a> <span>{e.Status} {ReasonPhrases.GetReasonPhrase(e.Status)}</span></h3>")
                    .Append(CultureInfo.InvariantCulture, $"<p>{Text(e.Meaning + Facts(e))}</p><p><em>{Text(e.Remedy)}</em></p></section>\n");
        }
        return page.Append("</main></body></html>\n").ToString();
    }

    private static string Facts(ErrorEntry e) => e.Facts.Count == 0 ? "" : $" Details: {string.Join(", ", e.Facts)}.";

    private static string Text(string s) => WebUtility.HtmlEncode(s);
}
