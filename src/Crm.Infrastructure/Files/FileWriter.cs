using Crm.Application.Operations.Files;
using Crm.Domain.Common;
using Crm.Domain.Operations;
using Npgsql;

namespace Crm.Infrastructure.Files;

/// <summary>Writes a file chunk by chunk. What writes into the stream need not wait for the database: that is done between two pages.</summary>
internal sealed class FileWriter(NpgsqlDataSource source, TimeProvider clock, Id<StoredFile> id, int chunkSize) : IFileWriter
{
    private readonly Buffer _buffer = new();
    private int _chunks;
    private long _saved;
    private bool _isKept;

    public Id<StoredFile> Id => id;

    public long Size => _saved + _buffer.Content.Length;

    public Stream Content => _buffer;

    public Task Save(CancellationToken ct) => Save(chunkSize, ct);

    public async Task Complete(CancellationToken ct)
    {
        await Save(1, ct);
        await using var update = source.CreateCommand("UPDATE stored_files SET size = $2, completed_at = $3 WHERE id = $1");
        update.Parameters.Add(new() { Value = id.Value });
        update.Parameters.Add(new() { Value = _saved });
        update.Parameters.Add(new() { Value = clock.GetUtcNow().ToUniversalTime() });
        await update.ExecuteNonQueryAsync(ct);
    }

    public void Keep() => _isKept = true;

    public async ValueTask DisposeAsync()
    {
        await _buffer.Content.DisposeAsync();
        if (_isKept) return;
        try
        {
            await using var delete = source.CreateCommand("DELETE FROM stored_files WHERE id = $1");
            delete.Parameters.Add(new() { Value = id.Value });
            await delete.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The database is gone, and what broke the work is on its way to its caller; the file is cleared away later.
        }
    }

    private async Task Save(int least, CancellationToken ct)
    {
        var written = _buffer.Content.GetBuffer().AsMemory(0, (int)_buffer.Content.Length);
        var at = 0;
        while (written.Length - at >= least)
        {
            var chunk = written.Slice(at, Math.Min(chunkSize, written.Length - at));
            await using var insert = source.CreateCommand("INSERT INTO stored_file_chunks (file_id, number, bytes) VALUES ($1, $2, $3)");
            insert.Parameters.Add(new() { Value = id.Value });
            insert.Parameters.Add(new() { Value = _chunks++ });
            insert.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = chunk });
            await insert.ExecuteNonQueryAsync(ct);
            at += chunk.Length;
        }
        _saved += at;
        var rest = written[at..].ToArray();
        _buffer.Content.SetLength(0);
        _buffer.Content.Write(rest);
    }

    /// <summary>Only takes: whoever writes a zip into it must not believe that it can go back.</summary>
    private sealed class Buffer : Stream
    {
        public MemoryStream Content { get; } = new();

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Content.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => Content.Write(buffer);
    }
}
