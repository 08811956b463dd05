using Crm.Infrastructure.Persistence;

namespace Crm.Api.Errors;

internal static class Setup
{
    public static IServiceCollection AddErrorCatalogue(this IServiceCollection services) => services
        .AddSingleton(sp =>
        {
            using var scope = sp.CreateScope();
            return new ErrorCatalogue(scope.ServiceProvider.GetRequiredService<CrmDb>());   // its model, not its data
        })
        .AddSingleton<ReachableErrors>();
}
