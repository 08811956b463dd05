using Crm.Application;
using Crm.Infrastructure;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

Console.Error.WriteLine("This project only gives dotnet-ef a place to start; use ./dev migration <Name>.");
return 1;

/// <summary>Makes the context for dotnet-ef, which reads its model and needs no database.</summary>
internal sealed class CrmDbFactory : IDesignTimeDbContextFactory<CrmDb>
{
    public CrmDb CreateDbContext(string[] args)
    {
        var services = new ServiceCollection().AddLogging().AddTime(TimeProvider.System, isMovable: false).AddApplication().AddInfrastructure("Host=none", new(new string('-', 32)));
        return services.BuildServiceProvider().CreateScope().ServiceProvider.GetRequiredService<CrmDb>();
    }
}
