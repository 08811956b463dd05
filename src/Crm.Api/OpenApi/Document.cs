using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Api.Common;
using Crm.Api.Errors;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Crm.Api.OpenApi;

/// <summary>The OpenAPI document at /openapi/v1.json and the page at /docs.</summary>
internal static class Document
{
    public const string Name = "v1";
    public const string Bearer = "bearer";
    public const string Key = "key";

    private const string Description =
        "Everything a company knows about everyone it deals with: one database, one API. Sign in with signIn and send the token as bearer, or send an API key.\n\n"
        + "What holds for every address: JSON in UTF-8, members in camelCase, unknown members and parameters refused, every member of an answer written out. "
        + "Failures are problem+json (RFC 9457) with a stable code; their type is a reference to the page /docs/errors, which explains every code. "
        + "HEAD is answered wherever GET is, without a body; other methods than those listed here answer 405 with Allow, OPTIONS too, since browsers of other origins are not served. "
        + "Enums, codes and members of answers may be added to; a client leaves alone what it does not know.";

    public static IServiceCollection AddDocument(this IServiceCollection services) => services
        .AddSingleton<ErrorCatalogue>().AddSingleton<ReachableErrors>().AddSingleton<MemberBounds>().AddSingleton<Notes>().AddSingleton<PublishedDocument>().AddEndpointsApiExplorer().AddSwaggerGen(o =>
    {
        o.SwaggerDoc(Name, new()
        {
            Title = "Crm",
            Version = "1.0.0",
            Description = Description,
            Contact = new() { Name = "The operator of this instance" },
            License = new() { Name = "MIT", Identifier = "MIT" },
        });
        o.AddServer(new()
        {
            Url = "/",
            Description = "The instance that this document comes from, be it for production or local development.",
            Extensions = new Dictionary<string, IOpenApiExtension> { ["x-internal"] = new JsonNodeExtension(false) },
        });
        o.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "The accessToken that POST /api/v1/tokens gives. Tokens are made and checked as RFC8725 asks: one algorithm, issuer, audience and a short life.",
        });
        o.AddSecurityDefinition(Key, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = KeyAuthentication.Header,
            Description = "For other systems: the secret of an API key that an administrator has made. It acts in the name of its user, within its scopes.",
        });
        o.DocInclusionPredicate((_, operation) => operation.HttpMethod != HttpMethods.Head);
        o.CustomSchemaIds(SchemaNames.Of);
        o.SupportNonNullableReferenceTypes();
        o.UseAllOfToExtendReferenceSchemas();
        o.NonNullableReferenceTypesAsRequired();
        foreach (var assembly in new[] { "Crm.Domain", "Crm.Application" })
            o.IncludeXmlComments(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml"));
        o.MapScalars();
        o.SchemaFilter<SchemaRules>();
        o.OperationFilter<OperationRules>();
        o.OperationFilter<WritingRules>();
        o.OperationFilter<ReadingRules>();
        o.OperationFilter<FindRules>();
        o.OperationFilter<QueryRules>();
        o.OperationFilter<AnswerRules>();
        o.OperationFilter<ExportRules>();
        o.DocumentFilter<DocumentRules>();
    });

    public static void UseDocument(this WebApplication app)
    {
        app.UseStaticFiles();
        app.MapErrorPage();
        app.MapGet($"/openapi/{Name}.json", (PublishedDocument document) => document.Answer()).ExcludeFromDescription().AllowAnonymous();
        // Elsewhere it would compare the address of each request with a pattern.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase), page => page.UseSwaggerUI(o =>
        {
            o.RoutePrefix = "docs";
            o.DocumentTitle = "Crm API";
            o.SwaggerEndpoint("/openapi/v1.json", "Crm v1");
            o.InjectStylesheet("/docs-page/sign-in.css");
            o.InjectJavascript("/docs-page/sign-in.js");
            o.DisplayRequestDuration();
            o.DefaultModelsExpandDepth(0);
            o.DocExpansion(DocExpansion.List);
            o.ConfigObject.PersistAuthorization = false;
        }));
    }

    /// <summary>Writes the document and the page of errors to files, without a server or a database.</summary>
    public static async Task Write(WebApplication app, string document, string errors)
    {
        app.UseRouting().UseEndpoints(_ => { });   // the routes are known to the generator once the pipeline has its endpoints
        await File.WriteAllTextAsync(document, app.Services.GetRequiredService<PublishedDocument>().Text);
        await File.WriteAllTextAsync(errors, ErrorPage.Markdown(app.Services.GetRequiredService<ErrorCatalogue>()));
    }
}

/// <summary>The document as it is given out: the committed one, which is a part of the program. To make it takes seconds and much memory, and the CI has made
/// sure that nothing else would come of it. Only the tests, which may run before it is written anew, get what the code says now.</summary>
internal sealed class PublishedDocument(IServiceScopeFactory scopes, IHostEnvironment environment)
{
    private const string MediaType = "application/json; charset=utf-8";

    private static readonly EntityTagHeaderValue Tag = new($"\"{typeof(PublishedDocument).Module.ModuleVersionId:N}\"");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lock Making = new();

    private static string? made;

    /// <summary>Made of the code: the same for all instances in a process.</summary>
    public string Text
    {
        get
        {
            lock (Making) return made ??= Make(scopes);
        }
    }

    public IResult Answer() => environment.IsEnvironment("Testing")
        ? Results.Text(Text, MediaType)
        : Results.Stream(typeof(PublishedDocument).Assembly.GetManifestResourceStream("openapi.v1.json")!, MediaType, entityTag: Tag);

    private static string Make(IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        using var text = new StringWriter();
        scope.ServiceProvider.GetRequiredService<ISwaggerProvider>().GetSwagger(Document.Name).SerializeAsV31(new OpenApiJsonWriter(text));
        var document = JsonNode.Parse(text.ToString())!.AsObject();
        Finish.Document(document);
        return document.ToJsonString(Indented) + "\n";
    }
}
