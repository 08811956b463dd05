using System.Reflection;
using Crm.Application.Common;
using Crm.Application.Common.Access;
using Crm.Application.Common.Lists;
using Crm.Application.Customers.Duplicates;
using Crm.Application.Customers.Merging;
using Crm.Application.Customers.Privacy;
using Crm.Application.Integration.Events;
using Crm.Application.Observability;
using Crm.Application.Operations.Exports;
using Crm.Application.Operations.Imports;
using Crm.Application.Operations.Jobs;
using Crm.Application.Service.Agents;
using Crm.Application.Service.Assignments;
using Crm.Application.Service.Levels;
using Crm.Application.Service.Tickets;
using Crm.Domain.Common;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Crm.Application;

public static class Setup
{
    /// <summary>Registers every use case, validator, reaction and mapping by scan: a new file needs no line here.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services, string? autoMapperLicenseKey = null)
    {
        var here = typeof(Setup).Assembly;
        services.AddScoped<ServiceFactory>(sp => sp.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        foreach (var (service, implementation) in here.Closed(typeof(IRequestHandler<,>)).Concat(here.Closed(typeof(INotificationHandler<>))).Concat(here.Closed(typeof(IBulkLocks<>))))
            services.AddTransient(service, implementation);
        // Making a validator compiles its rules; they hold nothing of a request.
        foreach (var (service, implementation) in here.Closed(typeof(IValidator<>))) services.AddSingleton(service, implementation);
        // An aggregate that has to do more on archiving has a handler of its own, found by the scan above.
        foreach (var aggregate in typeof(ArchivableAggregate).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(ArchivableAggregate))))
        {
            services.TryAddTransient(typeof(IRequestHandler<,>).MakeGenericType(typeof(Archive<>).MakeGenericType(aggregate), typeof(Unit)), typeof(ArchiveHandler<>).MakeGenericType(aggregate));
            services.TryAddTransient(typeof(IRequestHandler<,>).MakeGenericType(typeof(Restore<>).MakeGenericType(aggregate), typeof(Unit)), typeof(RestoreHandler<>).MakeGenericType(aggregate));
        }
        ValidatorOptions.Global.ErrorCodeResolver = InputErrors.CodeOf;
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Measured<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(Validation<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(FieldLocks<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(InTransaction<,>));
        services.AddAutoMapper(
            c =>
            {
                c.LicenseKey = autoMapperLicenseKey;
                c.AddMaps(here);
            });
        services.AddScoped<UnitOfWork>().AddScoped<Upserts>().AddScoped<Bulk>().AddScoped<ListReader>().AddSingleton<CommonWords>().AddScoped<FilterScopes>().AddScoped<Patches>().AddScoped<CustomFieldCheck>().AddScoped<FollowUps>()
            .AddScoped<Erasure>().AddScoped<PersonalDataExport>().AddScoped<DuplicateCheck>().AddScoped<MergeMoves>().AddScoped<TicketClocks>().AddScoped<Assigner>().AddScoped<AgentsOfUsers>()
            .AddScoped<JobDesk>().AddScoped<ExportRows>().AddScoped<ImportReferences>().AddScoped<ImportChunks>().AddScoped<EventFeed>().AddSingleton<EventNews>();
        return services;
    }

    private static IEnumerable<(Type, Type)> Closed(this Assembly a, Type open) =>
        from t in a.GetTypes()
        where t is { IsAbstract: false, IsGenericTypeDefinition: false }
        from i in t.GetInterfaces()
        where i.IsGenericType && i.GetGenericTypeDefinition() == open
        select (i, t);
}
