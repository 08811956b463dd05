using Crm.Application.Audit;
using Crm.Infrastructure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Infrastructure.Persistence.Audit;

internal static class AuditSetup
{
    private const string FormerSecrets = "Audit:FormerSecrets";

    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton(sp => new AuditKeys(sp.GetRequiredService<Secrets>(), [.. Former(sp.GetService<IConfiguration>()).Select(s => new Secrets(s))]));
        services.AddScoped<AuditOrigin>().AddScoped<AuditTrail>().AddScoped<AuditSealer>().AddScoped<IAuditVerifier, AuditVerifier>();
        services.AddScoped<AuditDesk>().AddScoped<IAudit>(sp => sp.GetRequiredService<AuditDesk>()).AddScoped<IAuditErasure>(sp => sp.GetRequiredService<AuditDesk>());
    }

    private static IEnumerable<string> Former(IConfiguration? configuration) => configuration?.GetSection(FormerSecrets).GetChildren().Select(c => c.Value).OfType<string>().Where(s => s.Length > 0) ?? [];
}
