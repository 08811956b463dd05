using Crm.Api.Audit;
using Crm.Api.Catalog;
using Crm.Api.Common;
using Crm.Api.Customers;
using Crm.Api.Identity;
using Crm.Api.Insight;
using Crm.Api.Integration;
using Crm.Api.Marketing;
using Crm.Api.Observability;
using Crm.Api.OpenApi;
using Crm.Api.Operations;
using Crm.Api.Orders;
using Crm.Api.Service;
using Crm.Application;
using Crm.Application.Common;
using Crm.Application.Operations.Imports;
using Crm.Application.Orders.Returns;
using Crm.Application.Service.Tickets;
using Crm.Infrastructure;
using Crm.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.Json;

var document = args is ["openapi", _, _] ? args[1] : null;
var verifies = AuditCommand.IsAsked(args);
var builder = WebApplication.CreateBuilder(document is null && !verifies ? args : []);
builder.Configuration.AddDefaults();
if (SettingsCheck.Complaints(builder.Configuration, builder.Environment) is { Count: > 0 } complaints)
{
    foreach (var complaint in complaints) await Console.Error.WriteLineAsync(complaint);
    return 1;
}

await using var database = await DatabaseSource.Open(builder, needed: document is null, mayRun: verifies);
if (database is null) return 1;

builder.Services.AddApplication(builder.Configuration["AutoMapper:LicenseKey"] is { Length: > 0 } key ? key : null);
builder.Services.AddInfrastructure(database.ConnectionString, database.Secrets);
builder.Services.AddSingleton(builder.Configuration.GetSection("Returns").Get<ReturnSettings>() ?? new());
builder.Services.AddSignInSettings(builder);
builder.Services.AddTime(TimeProvider.System, builder.HasTestClock());
builder.Services.AddSingleton(builder.Configuration.GetSection("Tickets").Get<TicketSettings>() ?? new());
builder.Services.AddIntegrationSettings(builder.Configuration);
builder.AddJobSettings();
builder.AddImportSettings();
if (!builder.Environment.IsEnvironment("Testing")) builder.Services.AddJobs();
builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>().AddProblemDetails().AddExceptionHandler<Problems>();
builder.Services.AddSignedTokens(builder.Configuration);
builder.Services.AddDocument();
builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
builder.Services.Configure<JsonOptions>(o => CrmJson.Configure(o.SerializerOptions));
builder.AddLimits();
builder.AddStaleReads();
builder.Services.AddSingleton(new KnownRecordsSettings(builder.Configuration.GetValue<int?>("Database:KnownRecordsMegabytes")));
builder.AddHealth();
var telemetry = builder.AddTelemetry();
builder.WebHost.ConfigureKestrel(o =>
{
    o.AddServerHeader = false;
    Refusals.Wrap(o);
});

var app = builder.Build();
Refusals.Explain(app);
app.UseMetricsPage(telemetry);
app.UseForwardedHeaders();
app.UseResponseHeaders();
app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });   // Problems logs what is worth it
app.UseStatusCodePages();
app.UseTestClock();
app.UseDocument();
app.UseOperationNames();
app.UseAdmission();
app.UseRepeating();
app.UseAuthentication();
app.UseCaller();
app.UseAuditOrigin();
app.UseRateLimiter();
app.UseAuthorization();
app.UseStrictAddresses();
app.UsePolicies();
app.UseProvenAccess();
app.UseStaleReads();
app.UseNegotiation();
app.UseIdempotency();
app.MapGet("/", () => Results.Redirect("/docs")).ExcludeFromDescription().AllowAnonymous();
app.MapHealth();

var v1 = app.MapGroup("/api/v1").WithMetadata(new ProvenAccess.Filtered()).AddEndpointFilter<ProvenAccess>().AddEndpointFilter<NoStrayParameters>().AddEndpointFilter<NoNullBody>().AddEndpointFilter<FollowMerges>().AddEndpointFilter<Shaping>().AddEndpointFilter<ETags.Filter>().AnswerHead().ProducesProblem(400).ProducesProblem(401).ProducesProblem(500).ProducesProblem(503);
v1.MapIdentity();
v1.MapRoles();
v1.MapSessions();
v1.MapApiKeys();
v1.MapTeams();
v1.MapTerritories();
v1.MapFields();
v1.MapCustomers();
v1.MapCustomerMerges();
v1.MapContacts();
v1.MapPrivacy();
v1.MapInteractions();
v1.MapCalendars();
v1.MapSlaPolicies();
v1.MapMacros();
v1.MapQueues();
v1.MapTickets();
v1.MapTicketMessages();
v1.MapQueueMembers();
v1.MapAgents();
v1.MapComplaints();
v1.MapSurveys();
v1.MapProducts();
v1.MapShipments();
v1.MapReturns();
v1.MapOrders();
v1.MapOrderLines();
v1.MapPayments();
v1.MapInsight();
v1.MapAudit();
v1.MapFind();
v1.MapSegments();
v1.MapEvents();
v1.MapWebhooks();
v1.MapTestClock();
v1.MapJobs();
v1.MapExports();
v1.MapImports(app.Services.GetRequiredService<ImportSettings>());
app.BuildEndpointsOnce();

if (document is not null)
{
    await Document.Write(app, document, errors: args[2]);
    return 0;
}
if (verifies) return await AuditCommand.Verify(app.Services, args, Console.Out, app.Lifetime.ApplicationStopping);
await database.Prepare(app);
await app.StartAsync();
database.Welcome(app);
await app.WaitForShutdownAsync();
return 0;

public partial class Program;
