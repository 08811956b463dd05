using Crm.Api.Common;
using Crm.Application.Audit;

namespace Crm.Api.Audit;

internal static class AuditOrigins
{
    /// <summary>Tells the audit through which operation and request a change comes.</summary>
    public static void UseAuditOrigin(this WebApplication app) => app.Use((http, next) =>
    {
        var origin = http.RequestServices.GetRequiredService<AuditOrigin>();
        origin.Channel = "api";
        origin.Operation = http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
        origin.RequestId = ResponseHeaders.RequestId(http);
        return next(http);
    });
}
