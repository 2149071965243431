using ActorIommu.Simulation.Captures;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Captures;

/// <summary>Damaged captures either load or are refused with a place; nothing else may come out of the reader.</summary>
public sealed class CaptureFuzzTests
{
    private const int Seed = 20_251;
    private const int RunsOnBytes = 4_000;
    private const int RunsOnGzip = 1_000;
    private const int ShortBytes = 16 << 10;

    public static TheoryData<string> Captures => [.. Repository.Captures.Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Captures))]
    public void A_damaged_capture_loads_or_is_refused(string name)
    {
        var plain = CaptureWriter.Gunzip(File.ReadAllBytes(Repository.PathOf("Tests", "Corpus", name)));
        var random = new Random(Seed);
        var refused = 0;
        for (var run = 0; run < RunsOnBytes; run++)
        {
            // Mostly the beginning, where each byte matters; now and then all of it.
            var bytes = run % 16 == 0 ? plain : plain[..Math.Min(plain.Length, ShortBytes)];
            refused += Try(Damage(bytes, random), run) ? 0 : 1;
        }

        Assert.InRange(refused, RunsOnBytes / 4, RunsOnBytes);
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void A_capture_with_damaged_compression_is_refused(string name)
    {
        var file = File.ReadAllBytes(Repository.PathOf("Tests", "Corpus", name));
        var random = new Random(Seed);
        for (var run = 0; run < RunsOnGzip; run++)
        {
            var damaged = Damage(file, random);

            // The time stamp, the compression hint and the operating system in the gzip header mean nothing to us.
            if (damaged.Length == file.Length && damaged.AsSpan(10).SequenceEqual(file.AsSpan(10)))
                continue;

            Assert.False(Try(damaged, run), $"seed {Seed}, run {run}: damage was not noticed");
        }
    }

    private static bool Try(byte[] file, int run)
    {
        try
        {
            Capture.Read(new MemoryStream(file), CaptureLimits.Default);
            return true;
        }
        catch (CaptureFormatException error)
        {
            Assert.True(error.ByteOffset >= 0);
            return false;
        }
#pragma warning disable CA1031 // Any other exception is what this test looks for.
        catch (Exception error)
        {
            Assert.Fail($"seed {Seed}, run {run}: {error}");
            return false;
        }
#pragma warning restore CA1031
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var copy = bytes.ToList();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(copy.Count);
            switch (random.Next(6))
            {
                case 0:
                    copy[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    copy[at] = (byte)(copy[at] + random.Next(1, 256));
                    break;
                case 2:
                    copy[at] = copy[at] == 0xff ? (byte)0x80 : (byte)0xff;
                    break;
                case 3:
                    copy.RemoveAt(at);
                    break;
                case 4:
                    copy.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    copy.RemoveRange(at, copy.Count - at);
                    copy.Add(0);
                    break;
            }
        }

        return [.. copy];
    }
}
