using AutoMapper;
using Crm.Application;
using Crm.Infrastructure;
using Crm.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Architecture.Tests;

/// <summary>The database's model and the mappings, made as the app makes them; no database is asked.</summary>
public sealed class Model : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly AsyncServiceScope _scope;

    public Model()
    {
        _services = new ServiceCollection().AddLogging().AddTime(TimeProvider.System, isMovable: false).AddApplication().AddInfrastructure("Host=none", new(new string('-', 32))).BuildServiceProvider();
        _scope = _services.CreateAsyncScope();
        Db = _scope.ServiceProvider.GetRequiredService<CrmDb>().Model;
        Maps = _scope.ServiceProvider.GetRequiredService<IConfigurationProvider>();
    }

    public IModel Db { get; }

    public IConfigurationProvider Maps { get; }

    /// <summary>What violations of unique indexes and keys are reported as.</summary>
    public IEnumerable<(string Where, string Code, string Message)> Refusals =>
        from entity in Db.GetEntityTypes()
        from guard in entity.GetIndexes().Cast<IAnnotatable>().Concat(entity.GetKeys())
        let code = (string?)guard.FindAnnotation("Crm:Code")?.Value
        where code is not null
        select (guard is IIndex index ? index.GetDatabaseName()! : ((IKey)guard).GetName()!, code, (string)guard.FindAnnotation("Crm:Message")!.Value!);

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _services.DisposeAsync();
    }
}
