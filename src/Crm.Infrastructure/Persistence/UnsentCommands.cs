using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Crm.Infrastructure.Persistence;

/// <summary>Keeps a command that could not be sent from being used again.</summary>
/// <remarks>A connection keeps its last command for the next one, with what the driver noted while it prepared the statements. After an error of the server that is put right; after a connection that broke while they were sent it is not
/// (Npgsql 10.0.3 and its main branch as of August 2026): on the next connection of the same context each statement is told to be new and known at once, which fails from then on with <c>42P05: prepared statement "_auto6" already exists</c>.</remarks>
internal sealed class UnsentCommands : DbCommandInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => LetGo(command, eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        LetGo(command, eventData.Exception);
        return Task.CompletedTask;
    }

    // A command of no connection is kept by none.
    private static void LetGo(DbCommand command, Exception failure)
    {
        if (failure is not PostgresException) command.Connection = null;
    }
}
