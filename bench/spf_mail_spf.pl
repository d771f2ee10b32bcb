#!/usr/bin/perl
# Driver of spf_peers.sh: Mail::SPF, asking packets that were made before.   spf_mail_spf.pl CASES SECONDS
use strict;
use warnings;
use Mail::SPF;
use Net::DNS;
use Time::HiRes;

package Zone;
sub new { return bless {packets => {}, silent => {}, error => ''}, shift }
sub errorstring { return $_[0]{error} }
sub send {
  my ($self, $name, $type) = @_;
  $name = lc $name;
  $self->{error} = '';
  my $packet = $self->{packets}{"$name $type"} // $self->{packets}{"$name CNAME"};
  return $packet if $packet;
  if ($self->{silent}{$name}) { $self->{error} = 'query timed out'; return undef }
  return $self->{none} //= do { my $none = Net::DNS::Packet->new('none.invalid', 'A'); $none->header->rcode('NXDOMAIN'); $none };
}
sub add {
  my ($self, $owner, $type, @values) = @_;
  $owner = lc $owner;
  my %data = $type eq 'TXT' ? (txtdata => [@values]) : $type eq 'MX' ? (preference => $values[0], exchange => $values[1] || '.')
    : $type eq 'PTR' ? (ptrdname => $values[0]) : $type eq 'CNAME' ? (cname => $values[0]) : (address => $values[0]);
  my $record = eval { Net::DNS::RR->new(name => 'x.invalid', type => $type, %data) } or return;
  my $packet = $self->{packets}{"$owner $type"} //= Net::DNS::Packet->new('x.invalid', $type);
  $packet->push(answer => $record);
}

package main;
my ($file, $seconds) = @ARGV;
my ($zone, $server, $group, @timed) = (undef, undef, '');

sub check {
  my ($ip, $helo, $sender) = @_;
  my $result = eval {
    my $request = Mail::SPF::Request->new(versions => [1], scope => length $sender ? 'mfrom' : 'helo',
      identity => length $sender ? $sender : $helo, ip_address => $ip, helo_identity => $helo);
    $server->process($request)->code;
  };
  return $result if defined $result;
  return 'crash ' . (ref $@ || (split /\n/, "$@")[0]);
}
sub finish {
  return unless @timed;
  my ($done, $start) = (0, (times)[0]);
  do { check(@$_) for @timed; $done += @timed } while (times)[0] - $start < $seconds;
  printf "rate\t%s\t%.0f\n", $group, $done / ((times)[0] - $start);
}

open my $in, '<', $file or die "$file: $!";
$| = 1;
while (my $row = <$in>) {
  chomp $row;
  my ($kind, @fields) = split /\t/, $row, -1;
  for (@fields) { $_ = '' if $_ eq '%'; s/%([0-9A-Fa-f]{2})/chr hex $1/ge }
  if ($kind eq 'Z') {
    finish();
    @timed = ();
    $group = $fields[0];
    $zone = Zone->new;
    $server = Mail::SPF::Server->new(dns_resolver => $zone, hostname => 'mx.receiver.example');
  } elsif ($kind eq 'R') { $zone->add(@fields) }
  elsif ($kind eq 'T') { $zone->{silent}{lc $fields[0]} = 1 }
  else {
    my ($name, $ip, $helo, $sender) = @fields;
    print "result\t$name\t", check($ip, $helo, $sender), "\n";
    push @timed, [$ip, $helo, $sender] if $name !~ m{^rfc7208/};
  }
}
finish();
