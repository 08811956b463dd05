#if TESTCONTAINERS
using Testcontainers.PostgreSql;

namespace Crm.Tests;

/// <summary>PostgreSQL in a container; compiled only with -p:UseTestcontainers=true.</summary>
internal static class ContainerServer
{
    private static readonly PostgreSqlContainer Container = new PostgreSqlBuilder("postgres:17").Build();

    public static async Task<string?> Start()
    {
        await Container.StartAsync();
        return Container.GetConnectionString();
    }

    public static ValueTask Stop() => Container.DisposeAsync();
}
#endif
