using System.Diagnostics;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>
/// Memory that areas map (Linux: struct iopt_pages). However many areas, domains and accesses use a page of it, the page is pinned once.
/// </summary>
internal sealed class MappedPages
{
    private readonly int[] _uses;
    private readonly ulong _firstPage;

    /// <param name="memory">Whose pages.</param>
    /// <param name="address">The first byte there.</param>
    /// <param name="sizeBytes">How many.</param>
    /// <param name="isWritable">They may be written through this object.</param>
    public MappedPages(IUserMemory memory, ulong address, ulong sizeBytes, bool isWritable)
    {
        (Memory, IsWritable) = (memory, isWritable);
        Offset = address % IUserMemory.PageBytes;
        _firstPage = address - Offset;
        _uses = new int[(Offset + sizeBytes + IUserMemory.PageBytes - 1) / IUserMemory.PageBytes];
    }

    /// <summary>Whose pages.</summary>
    public IUserMemory Memory { get; }

    /// <summary>They may be written through this object.</summary>
    public bool IsWritable { get; }

    /// <summary>Where the first byte is in its page.</summary>
    public ulong Offset { get; }

    /// <summary>How many pages are pinned now.</summary>
    public int Pinned => _uses.Count(uses => uses != 0);

    /// <summary>One more uses the bytes, counted from the first. On an error nothing is pinned more than before.</summary>
    public Errno Use(ulong first, ulong last)
    {
        for (var page = PageOf(first); page <= PageOf(last); page++)
        {
            if (_uses[page] == 0 && Memory.Pin(AddressOf(page), IsWritable) is var error and not Errno.Ok)
            {
                Release(PageOf(first), page);
                return error;
            }

            _uses[page]++;
        }

        return Errno.Ok;
    }

    /// <summary>The opposite of <see cref="Use"/>.</summary>
    public void Unuse(ulong first, ulong last) => Release(PageOf(first), PageOf(last) + 1);

    /// <summary>The physical runs that bytes in use make, as long as they can be: where each begins and how long it is.</summary>
    public IEnumerable<(Pa Address, ulong SizeBytes)> Runs(ulong first, ulong last)
    {
        (Pa Address, ulong SizeBytes) run = default;
        for (var at = first; ;)
        {
            var inPage = (Offset + at) % IUserMemory.PageBytes;
            var size = Math.Min(IUserMemory.PageBytes - inPage, last - at + 1);
            var address = new Pa(Memory.Locate(AddressOf(PageOf(at))).Value + inPage);
            if (run.SizeBytes != 0 && run.Address.Value + run.SizeBytes == address.Value) run.SizeBytes += size;
            else
            {
                if (run.SizeBytes != 0) yield return run;
                run = (address, size);
            }

            if (last - at < size) break;
            at += size;
        }

        yield return run;
    }

    private void Release(int first, int end)
    {
        for (var page = first; page < end; page++)
        {
            if (_uses[page] == 0) throw new UnreachableException($"page {AddressOf(page):x} is unpinned more often than pinned");
            if (--_uses[page] == 0) Memory.Unpin(AddressOf(page));
        }
    }

    private int PageOf(ulong at) => (int)((Offset + at) / IUserMemory.PageBytes);

    private ulong AddressOf(int page) => _firstPage + ((ulong)page * IUserMemory.PageBytes);
}
