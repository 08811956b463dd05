using Crm.Api.Errors;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Crm.Api.OpenApi;

/// <summary>The OpenAPI document at /openapi/v1.json and the page at /docs.</summary>
internal static class Document
{
    public const string Name = "v1";
    public const string Bearer = "bearer";

    public static IServiceCollection AddDocument(this IServiceCollection services) => services.AddErrorCatalogue().AddEndpointsApiExplorer().AddSwaggerGen(o =>
    {
        o.SwaggerDoc(Name, new()
        {
            Title = "Crm",
            Version = "1.0.0",
            Description = "Everything a company knows about everyone it deals with: one database, one API. Sign in with signIn and send the token as bearer.",
            License = new() { Name = "MIT", Identifier = "MIT" },
        });
        o.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "The accessToken that POST /api/v1/tokens gives." });
        o.CustomSchemaIds(SchemaNames.Of);
        o.SupportNonNullableReferenceTypes();
        o.UseAllOfToExtendReferenceSchemas();
        o.NonNullableReferenceTypesAsRequired();
        foreach (var assembly in new[] { "Crm.Domain", "Crm.Application" })
            o.IncludeXmlComments(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml"));
        o.MapScalars();
        o.SchemaFilter<SchemaRules>();
        o.OperationFilter<OperationRules>();
        o.DocumentFilter<DocumentRules>();
    });

    public static void UseDocument(this WebApplication app)
    {
        app.UseSwagger(o =>
        {
            o.RouteTemplate = "openapi/{documentName}.json";
            o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        app.UseStaticFiles();
        app.MapErrorPage();
        app.UseSwaggerUI(o =>
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
        });
    }

    /// <summary>Writes the document to a file, without a server or a database.</summary>
    public static async Task Write(WebApplication app, string path)
    {
        app.UseRouting().UseEndpoints(_ => { });   // the routes are known to the generator once the pipeline has its endpoints
        var document = app.Services.GetRequiredService<ISwaggerProvider>().GetSwagger(Name);
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        await File.WriteAllTextAsync(path, text.ReplaceLineEndings("\n") + "\n");
    }
}
