# The network of cluster a "quick" one. The cluster itself is not made here; cniplan writes it for
#   eksctl.
# zone-a is the first zone of the Region that it is made in, zone-b the second, and so on.
# There is no NAT gateway: from private subnets nothing reaches the internet, and nodes there need
#   VPC endpoints.
# The Region is not in the plan: the provider takes it from AWS_REGION or its own block.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

resource "aws_vpc" "main" {
  cidr_block           = "10.70.0.0/22"
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = "a \"quick\" one"
  }
}

resource "aws_vpc_ipv4_cidr_block_association" "cidr_100_64_0_0_18" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "100.64.0.0/18"
}

resource "aws_subnet" "public_1" {
  vpc_id                  = aws_vpc.main.id
  availability_zone       = data.aws_availability_zones.available.names[0]
  cidr_block              = "10.70.0.0/26"
  map_public_ip_on_launch = true

  tags = {
    Name                                    = "public 1"
    "kubernetes.io/cluster/a \"quick\" one" = "shared"
    "kubernetes.io/role/elb"                = "1"
  }
}

resource "aws_subnet" "nodes_a" {
  vpc_id            = aws_vpc.main.id
  availability_zone = data.aws_availability_zones.available.names[0]
  cidr_block        = "10.70.1.0/24"

  tags = {
    Name                                    = "nodes-a"
    "kubernetes.io/cluster/a \"quick\" one" = "shared"
  }
}

resource "aws_subnet" "nodes_b" {
  vpc_id            = aws_vpc.main.id
  availability_zone = data.aws_availability_zones.available.names[1]
  cidr_block        = "10.70.2.0/24"

  tags = {
    Name                                    = "nodes-b"
    "kubernetes.io/cluster/a \"quick\" one" = "shared"
  }
}

resource "aws_subnet" "pods_a" {
  vpc_id            = aws_vpc.main.id
  availability_zone = data.aws_availability_zones.available.names[0]
  cidr_block        = "100.64.0.0/20"

  tags = {
    Name                                    = "pods-a"
    "kubernetes.io/cluster/a \"quick\" one" = "shared"
  }

  depends_on = [aws_vpc_ipv4_cidr_block_association.cidr_100_64_0_0_18]
}

resource "aws_subnet" "pods_b" {
  vpc_id            = aws_vpc.main.id
  availability_zone = data.aws_availability_zones.available.names[1]
  cidr_block        = "100.64.16.0/20"

  tags = {
    Name                                    = "pods-b"
    "kubernetes.io/cluster/a \"quick\" one" = "shared"
    "cost-center"                           = "0042"
  }

  depends_on = [aws_vpc_ipv4_cidr_block_association.cidr_100_64_0_0_18]
}

resource "aws_ec2_subnet_cidr_reservation" "pods_a_100_64_8_0_21" {
  subnet_id        = aws_subnet.pods_a.id
  cidr_block       = "100.64.8.0/21"
  reservation_type = "prefix"
}

resource "aws_ec2_subnet_cidr_reservation" "pods_b_100_64_31_0_24" {
  subnet_id        = aws_subnet.pods_b.id
  cidr_block       = "100.64.31.0/24"
  reservation_type = "explicit"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "a \"quick\" one"
  }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "a \"quick\" one-public"
  }
}

resource "aws_route" "public" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public_1" {
  subnet_id      = aws_subnet.public_1.id
  route_table_id = aws_route_table.public.id
}

output "vpc_id" {
  value = aws_vpc.main.id
}

output "subnet_ids" {
  description = "By the name that the plan gives the subnet"

  value = {
    "public 1" = aws_subnet.public_1.id
    "nodes-a"  = aws_subnet.nodes_a.id
    "nodes-b"  = aws_subnet.nodes_b.id
    "pods-a"   = aws_subnet.pods_a.id
    "pods-b"   = aws_subnet.pods_b.id
  }
}

output "control_plane_subnet_ids" {
  value = [
    aws_subnet.nodes_a.id,
    aws_subnet.nodes_b.id,
  ]
}

output "node_subnet_ids" {
  value = [
    aws_subnet.nodes_a.id,
    aws_subnet.nodes_b.id,
  ]
}

output "load_balancer_subnet_ids" {
  value = [aws_subnet.public_1.id]
}

output "pod_subnet_ids" {
  value = [
    aws_subnet.pods_a.id,
    aws_subnet.pods_b.id,
  ]
}
